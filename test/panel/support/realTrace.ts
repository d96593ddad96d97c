import { newThread, type ProcessRecord } from '../../../src/trace/entities.ts';
import type { SourcePlace } from '../../../src/protocol/words.ts';
import { noPlace } from '../../../src/trace/places.ts';
import { Trace } from '../../../src/trace/trace.ts';
import type { MadeTrace } from './traces.ts';

/** A made-up run as the engine would have it in memory at `nowNs`, so that questions get the engine's own answers. */
export function realTrace(made: MadeTrace, nowNs = made.nowNs): Trace {
  const trace = new Trace();
  const processes = made.processes.map((view): ProcessRecord => ({
    ...view,
    parentPid: 0,
    ancestorPid: 0,
    captureSignal: 0,
    threads: new Map(),
    runtimeThreads: [],
  }));
  trace.processes.push(...processes);
  for (const view of [...made.threads].sort((a, b) => a.key - b.key)) {
    const process = processes.find(one => one.key === view.process);
    if (process === undefined) throw new Error(`no process ${view.process}`);
    const thread = newThread(view.key, process, view.threadId, view.isMain, view.kind);
    const { createdNs, startedNs, endedNs, name, createdAt } = view;
    Object.assign(thread, { createdNs, startedNs, endedNs, name, createdAt });
    const { spans } = thread.timeline;
    for (const { startNs, endNs, state, known, cause } of made.spans.get(view.key) ?? []) {
      if (startNs >= nowNs) break;
      spans.begin(startNs, state, known, causeOf(trace, made, view.key, endNs, cause));
      if (endNs === view.endedNs && endNs <= nowNs) spans.end(endNs);
    }
    trace.threads.push(thread);
    for (const [row, { timeNs, cpuNs, heapUsedBytes }] of historyOf(made, view.key, nowNs).entries()) {
      if (row === 0) thread.startedNs ??= timeNs;
      thread.history.add(timeNs, cpuNs, heapUsedBytes);
    }
  }
  for (const message of made.messages) {
    if (message.sentNs > nowNs) continue;
    const row = trace.messages.add(message.from, message.sentNs, message.tookNs, message.bytes);
    if (message.to === null || message.receivedNs > nowNs) continue;
    trace.messages.deliver(row, message.to, message.receivedNs);
    const handledNs = message.handledNs ?? message.receivedNs + 1000;
    if (handledNs <= nowNs) trace.messages.handledBy(row, handledNs);
  }
  addCores(trace, made, nowNs);
  return trace;
}

/** The index on the one shared buffer that made-up waits are on. */
const waitIndex = 3;

/** A wait that somebody ended is one on a buffer that both have. */
function causeOf(
  trace: Trace,
  { wakeUps = [] }: MadeTrace,
  thread: number,
  endNs: number,
  cause: string | null,
): number | undefined {
  const wakeUp = wakeUps.find(one => one.to === thread && one.wokenNs === endNs);
  if (!wakeUp) return cause === null ? undefined : trace.causes.other(cause);
  for (const one of [thread, wakeUp.from]) trace.buffers.found(one, 0, 0, 0, 'made');
  const { calledAt, waitedAt } = wakeUp;
  const numberOf = (place: SourcePlace | undefined) => (place ? trace.places.numberOf(place) : noPlace);
  trace.wakeUps.add(wakeUp.from, 0, waitIndex, wakeUp.calledNs, numberOf(calledAt));
  const wait = trace.causes.atomicsWait(thread, 0, waitIndex, Infinity, numberOf(waitedAt));
  return trace.causes.ended(wait, 'ok');
}

const coreCount = 4;
const lookNs = 10e6;

/** As if looked at every 10 ms: who runs stays on its core where that is free. Who finds none was on none. */
function addCores(trace: Trace, { spans, threads }: MadeTrace, nowNs: number): void {
  const last = new Map<number, number>();
  const reached = new Map<number, number>();
  for (let fromNs = 0; fromNs < nowNs; fromNs += lookNs) {
    const toNs = Math.min(nowNs, fromNs + lookNs);
    const taken = new Set<number>();
    for (const { key } of threads) {
      const own = spans.get(key) ?? [];
      let index = reached.get(key) ?? 0;
      let runNs = 0;
      for (let span = own[index]; span && span.startNs < toNs; span = own[++index]) {
        if (span.state === 'running')
          runNs += Math.max(0, Math.min(toNs, span.endNs) - Math.max(fromNs, span.startNs));
        if (span.endNs > toNs) break;
      }
      reached.set(key, index);
      const cores = [last.get(key) ?? key % coreCount, ...Array(coreCount).keys()];
      const core = cores.find(one => !taken.has(one));
      if (runNs <= 0 || core === undefined) continue;
      taken.add(core);
      last.set(key, core);
      trace.cores.add(core, key, fromNs, toNs, runNs);
    }
  }
}

/** Running is all of a core; the heap grows and is collected. What came before the thread's code is not known. */
function historyOf(
  { spans, threads }: MadeTrace,
  key: number,
  nowNs: number,
): { timeNs: number; cpuNs: number; heapUsedBytes: number }[] {
  const thread = threads.find(one => one.key === key);
  const steps = 240;
  const fromNs = thread?.codeBeginsNs ?? thread?.createdNs ?? 0;
  const toNs = Math.min(nowNs, thread?.endedNs ?? nowNs);
  return Array.from({ length: toNs > fromNs ? steps + 1 : 0 }, (_, step) => {
    const timeNs = fromNs + ((toNs - fromNs) * step) / steps;
    const cpuNs = (spans.get(key) ?? []).reduce(
      (sum, span) =>
        span.state === 'running' && span.startNs >= fromNs
          ? sum + Math.max(0, Math.min(span.endNs, timeNs) - span.startNs)
          : sum,
      0,
    );
    const heapUsedBytes = thread?.vitals ? (14 + ((step * 0.85) % 29)) * 2 ** 20 : NaN;
    return { timeNs, cpuNs, heapUsedBytes };
  });
}
