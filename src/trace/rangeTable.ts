import type { RangeAnswer, RangeQuery, ThreadInRange, WaitView } from '../protocol/panel.ts';
import { provenances, threadStates, type Nanoseconds, type ThreadState } from '../protocol/words.ts';
import { timesBetween } from './elapsed.ts';
import type { ThreadRecord } from './entities.ts';
import { LineSums } from './rangeLines.ts';
import type { Trace } from './trace.ts';

type WaitSum = {
  -readonly [Key in keyof ThreadInRange['waits'][number]]: ThreadInRange['waits'][number][Key];
};

/** What threads did in a range, and which of their waits were the longest. Costs as much as there are spans in it. */
export function rangeTable(trace: Trace, query: RangeQuery, nowNs: Nanoseconds): RangeAnswer {
  const fromNs = Math.min(query.fromNs, query.toNs) + trace.originNs;
  const toNs = Math.max(query.fromNs, query.toNs) + trace.originNs;
  const longest = new Longest(countOf(query.mostWaits));
  const lines = new LineSums();
  const threads = [...new Set(query.threads)].flatMap(key => {
    const thread = trace.threads[key];
    return thread === undefined ? [] : [threadInRange(trace, thread, fromNs, toNs, nowNs, longest, lines)];
  });
  return {
    fromNs: fromNs - trace.originNs,
    toNs: toNs - trace.originNs,
    threads,
    longestWaits: longest.waits,
    ...lines.top(countOf(query.mostLines)),
  };
}

/** Hostile or mistaken questions are cut to what a table can show. */
function countOf(most: number): number {
  return Math.min(1000, Math.max(0, Math.floor(most)));
}

function threadInRange(
  trace: Trace,
  thread: ThreadRecord,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  nowNs: Nanoseconds,
  longest: Longest,
  lines: LineSums,
): ThreadInRange {
  const { spans } = thread.timeline;
  const { first, end } = spans.range(fromNs, toNs);
  const waits = new Map<string, WaitSum>();
  for (let index = first; index < end; index++) {
    const state = threadStates[spans.stateAt(index)];
    if (state !== 'blocked' && state !== 'sleeping') continue;
    const startNs = spans.startAt(index);
    const endNs = spans.endAt(index, nowNs);
    const within = Math.min(toNs, endNs) - Math.max(fromNs, startNs);
    if (within <= 0) continue;
    const code = spans.causeAt(index);
    add(waits, trace.causes.text(code, null) ?? state, within);
    if (state === 'blocked') lines.add(trace.causes.placeOf(code), state, thread.key, within);
    longest.offer(endNs - startNs, () => {
      const waker = trace.causes.wakerOf(code, endNs);
      return {
        thread: thread.key,
        startNs: startNs - trace.originNs,
        endNs: endNs - trace.originNs,
        state,
        known: provenances[spans.knownAt(index)] ?? 'inferred',
        cause: trace.causes.text(code, endNs),
        at: trace.causes.placeOf(code),
        wokenBy: waker && { thread: waker.thread, at: waker.at },
      };
    });
  }
  const stateNs = stateTimes(timesBetween(spans, fromNs, toNs, nowNs));
  lines.add(thread.createdAt, 'running', thread.key, stateNs.running);
  return {
    thread: thread.key,
    stateNs,
    ...messageCounts(trace, thread, fromNs, toNs),
    waits: [...waits.values()].sort((a, b) => b.totalNs - a.totalNs),
  };
}

function add(waits: Map<string, WaitSum>, cause: string, durationNs: number): void {
  const sum = waits.get(cause);
  if (sum === undefined) {
    waits.set(cause, { cause, count: 1, totalNs: durationNs, longestNs: durationNs });
    return;
  }
  sum.count++;
  sum.totalNs += durationNs;
  sum.longestNs = Math.max(sum.longestNs, durationNs);
}

function stateTimes(sums: Float64Array): Record<ThreadState, number> {
  return Object.fromEntries(threadStates.map((state, index) => [state, sums[index] ?? 0])) as Record<
    ThreadState,
    number
  >;
}

/** Of those that were received; what nobody received is counted in the thread's own numbers. */
function messageCounts(
  trace: Trace,
  { key }: ThreadRecord,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
): { readonly sent: number; readonly received: number } {
  let sent = 0;
  let received = 0;
  for (const pair of trace.messages.pairs.touching(key)) {
    if (pair.from === key) sent += pair.sentUpTo(toNs) - pair.sentUpTo(fromNs);
    if (pair.to === key) received += pair.receivedBefore(toNs) - pair.receivedBefore(fromNs);
  }
  return { sent, received };
}

/** The longest of many waits, the longest first. */
class Longest {
  readonly waits: WaitView[] = [];

  constructor(private readonly most: number) {}

  offer(durationNs: number, wait: () => WaitView): void {
    const { waits, most } = this;
    const least = waits.at(-1);
    if (waits.length >= most && (least === undefined || least.endNs - least.startNs >= durationNs)) return;
    let place = waits.length;
    for (; place > 0; place--) {
      const before = waits[place - 1];
      if (before === undefined || before.endNs - before.startNs >= durationNs) break;
    }
    waits.splice(place, 0, wait());
    if (waits.length > most) waits.pop();
  }
}
