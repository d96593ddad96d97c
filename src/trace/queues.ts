import type { QueueDepth, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Trace } from './trace.ts';

/** Finer than this a small graph shows nothing. */
const mostSteps = 512;
/** In each step it is looked so often how deep the queue is. */
const looksPerStep = 2;

/** How many messages waited for a thread in a window, by who sent them. Senders of which none waited are left out. */
export function queuesOf(
  trace: Trace,
  thread: ThreadKey,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  widthPx: number,
): QueueDepth[] {
  const steps = Math.max(1, Math.min(mostSteps, Math.floor(widthPx)));
  const pending = pendingBySender(trace, thread);
  const pairs = trace.messages.pairs.receivedBy(thread);
  const senders = new Set([...pairs.map(pair => pair.from), ...pending.keys()]);
  return [...senders].flatMap(from => {
    const pair = pairs.find(one => one.from === from);
    const waiting = pending.get(from) ?? [];
    const depth = new Uint32Array(steps);
    let deepest = 0;
    let sent = 0;
    for (let look = 0; look < steps * looksPerStep; look++) {
      const atNs = fromNs + ((toNs - fromNs) * (look + 0.5)) / (steps * looksPerStep);
      while (sent < waiting.length && (waiting[sent] as number) <= atNs) sent++;
      const received = pair === undefined ? 0 : Math.max(0, pair.sentUpTo(atNs) - pair.receivedBefore(atNs));
      const step = Math.floor(look / looksPerStep);
      depth[step] = Math.max(depth[step] ?? 0, received + sent);
      deepest = Math.max(deepest, depth[step] ?? 0);
    }
    return deepest === 0 ? [] : [{ thread, from, depth }];
  });
}

/** When those were sent that the thread has not received yet, as far as it is known that they are for it. */
function pendingBySender({ channels, messages }: Trace, thread: ThreadKey): Map<ThreadKey, number[]> {
  const times = new Map<ThreadKey, number[]>();
  for (const row of channels.waitingFor(thread)) {
    const from = messages.fromOf(row);
    const sent = times.get(from);
    if (sent === undefined) times.set(from, [messages.sentNsOf(row)]);
    else sent.push(messages.sentNsOf(row));
  }
  for (const sent of times.values()) sent.sort((a, b) => a - b);
  return times;
}
