import type { QueueDepth, ThreadKey, WindowAnswer } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { TimeRange } from './timeScale.ts';

/** How many messages waited for one thread over a window, in equal steps: of all senders, and of each. */
export interface ThreadQueue {
  readonly total: Uint32Array;
  readonly deepest: number;
  readonly senders: readonly QueueDepth[];
}

export function threadQueues(queues: readonly QueueDepth[]): ReadonlyMap<ThreadKey, ThreadQueue> {
  const byThread = new Map<ThreadKey, QueueDepth[]>();
  for (const queue of queues) {
    const own = byThread.get(queue.thread);
    if (own) own.push(queue);
    else byThread.set(queue.thread, [queue]);
  }
  return new Map([...byThread].map(([thread, senders]) => [thread, sumOf(senders)]));
}

function sumOf(senders: readonly QueueDepth[]): ThreadQueue {
  const total = new Uint32Array(senders[0]?.depth.length ?? 0);
  let deepest = 0;
  for (const { depth } of senders) depth.forEach((count, step) => (total[step] = (total[step] ?? 0) + count));
  for (const count of total) deepest = Math.max(deepest, count);
  return { total, deepest, senders };
}

const made = new WeakMap<WindowAnswer, ReadonlyMap<ThreadKey, ThreadQueue>>();

/** Added up once for an answer, not in every frame. */
export function queuesOfAnswer(answer: WindowAnswer): ReadonlyMap<ThreadKey, ThreadQueue> {
  let queues = made.get(answer);
  if (!queues) made.set(answer, (queues = threadQueues(answer.queues)));
  return queues;
}

/** What waited at a moment: in all, and of which senders, the most first. */
export function queueAt({ total, senders }: ThreadQueue, window: TimeRange, ns: Nanoseconds) {
  const step = Math.floor(((ns - window.fromNs) / (window.toNs - window.fromNs)) * total.length);
  return {
    count: total[step] ?? 0,
    senders: senders
      .map(({ from, depth }) => ({ from, count: depth[step] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
  };
}

/** The most that waited at once in a stretch, and of whom it was; `null` when nothing did. */
export function deepestIn(queue: ThreadQueue, window: TimeRange, range: TimeRange) {
  const steps = queue.total.length;
  const stepNs = (window.toNs - window.fromNs) / steps;
  const first = Math.max(0, Math.floor((range.fromNs - window.fromNs) / stepNs));
  const last = Math.min(steps - 1, Math.ceil((range.toNs - window.fromNs) / stepNs) - 1);
  let deepest = -1;
  for (let step = first; step <= last; step++) {
    if ((queue.total[step] ?? 0) > (deepest < 0 ? 0 : (queue.total[deepest] ?? 0))) deepest = step;
  }
  return deepest < 0 ? null : queueAt(queue, window, window.fromNs + (deepest + 0.5) * stepNs);
}
