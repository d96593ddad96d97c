import type {
  LastingWait,
  ObserverView,
  ProcessView,
  PythonThreadView,
  ThreadView,
  VitalsView,
} from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { isPrograms, type ProcessRecord, type ThreadRecord } from './entities.ts';
import type { Spans } from './spans.ts';
import type { Trace } from './trace.ts';

/** What the panel is told of processes and threads: relative times, and conclusions instead of pieces. */
export function processView(trace: Trace, process: ProcessRecord): ProcessView {
  const relative = relativeTo(trace.originNs);
  return {
    key: process.key,
    pid: process.pid,
    parent: process.parent,
    runtime: process.runtime,
    runtimeVersion: process.runtimeVersion,
    title: process.title,
    startedNs: relative(process.startedNs) ?? 0,
    endedNs: relative(process.endedNs),
    outcome: process.outcome,
    exitCode: process.exitCode,
    signal: process.signal,
  };
}

export function threadView(trace: Trace, thread: ThreadRecord, nowNs: Nanoseconds): ThreadView {
  const relative = relativeTo(trace.originNs);
  const { spans } = thread.timeline;
  const isAlive = thread.endedNs === null;
  const stateNs = spans.totals(nowNs);
  return {
    key: thread.key,
    process: thread.process.key,
    parent: thread.parent?.key ?? null,
    spawnedBy: thread.spawnedBy?.key ?? null,
    name: trace.names.of(thread),
    isMain: thread.isMain,
    kind: isPrograms(thread) ? 'program' : 'runtime',
    threadId: thread.threadId,
    osThreadId: thread.osThreadId,
    createdNs: relative(thread.createdNs) ?? 0,
    startedNs: relative(thread.startedNs),
    codeBeginsNs: relative(thread.codeBeginsNs),
    onlineNs: relative(thread.onlineNs),
    beforeExitNs: relative(thread.beforeExitNs),
    endedNs: relative(thread.endedNs),
    state: thread.outcome === 'running' ? (spans.lastState ?? 'created') : thread.outcome,
    stateSinceNs: isAlive && spans.length > 0 ? relative(spans.lastStateSinceNs) : null,
    cause: isAlive ? trace.causes.text(spans.lastCause, null) : null,
    wait: isAlive ? lastingWait(trace, spans) : null,
    outcome: thread.outcome,
    exitCode: thread.exitCode,
    error: thread.outcome === 'failed' ? thread.uncaught : null,
    createdAt: thread.createdAt,
    constructed: thread.constructed,
    terminateCalledAt: thread.terminateCalledAt,
    terminatedByUser: thread.terminatedByUser,
    exitCalledAt: thread.exitCalledAt,
    stateNs,
    cpuNs: thread.os?.cpuNs ?? known(thread.vitals?.cpuNs ?? NaN),
    ...cpuShareOf(thread, stateNs, nowNs),
    contextSwitches:
      thread.os === null
        ? null
        : { voluntary: thread.os.voluntarySwitches, involuntary: thread.os.involuntarySwitches },
    kernel: isAlive ? (thread.os?.kernel ?? null) : null,
    vitals: vitalsView(thread, nowNs),
    python: pythonView(thread),
    locks: [...trace.locks.of(thread, trace.originNs), ...trace.pythonLocks.viewsOf(thread, trace.originNs)],
    asyncWaits: isAlive ? trace.asyncWaits.open(thread.key) : [],
    settledWaits: trace.asyncWaits.settled(thread.key),
    messages: { sent: thread.sent, received: thread.received, failed: thread.failedMessages },
    lostRecords: thread.lostRecords,
  };
}

/** Only a wait that was told has a line: what was sampled or inferred has none. */
function lastingWait(trace: Trace, spans: Spans): LastingWait | null {
  const at = trace.causes.placeOf(spans.lastCause);
  return at === null ? null : { at, sinceNs: spans.lastStartNs - trace.originNs };
}

export function pythonView({ python }: ThreadRecord): PythonThreadView | null {
  if (python === null) return null;
  const { ident, timeline, ...facts } = python;
  return {
    ...facts,
    ident: ident === 0 ? null : ident,
    withoutGilNs: timeline.withoutGilNs,
    hasGil: timeline.gil?.hasGil ?? null,
  };
}

function vitalsView(thread: ThreadRecord, nowNs: Nanoseconds): VitalsView | null {
  const { vitals } = thread;
  if (vitals === null) return null;
  const busyNs = vitals.timeNs - (thread.codeBeginsNs ?? vitals.timeNs) - vitals.idleNs;
  return {
    heapUsedBytes: known(vitals.heapUsedBytes),
    heapLimitBytes: known(vitals.heapLimitBytes),
    loopTurns: known(vitals.loopTurns),
    meanDelayNs: vitals.loopTurns > 0 ? Math.max(0, busyNs) / vitals.loopTurns : null,
    // Python's threads have no event loop of their own.
    longestDelayNs: thread.python === null ? thread.timeline.longestBusyNs(nowNs) : 0,
    observerNs: known(vitals.observerNs),
  };
}

/** What observing the program cost its threads, as a share of the time that they were busy. */
export function observerView(trace: Trace, recorderShare: number | null): ObserverView {
  let observerNs = 0;
  let busyNs = 0;
  for (const { vitals, timeline } of trace.threads) {
    if (vitals === null || Number.isNaN(vitals.observerNs)) continue;
    const total = timeline.spans.totals(vitals.timeNs);
    observerNs += vitals.observerNs;
    // What the probe took is measured by the clock, so that time without a core is in it as well.
    busyNs += total.starting + total.running + total.ready;
  }
  return { programShare: busyNs > 0 ? Math.min(1, observerNs / busyNs) : null, recorderShare };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** From the OS where it was asked, else from the spans; of the last second while alive, of the whole life after. */
function cpuShareOf(
  thread: ThreadRecord,
  stateNs: ThreadView['stateNs'],
  nowNs: Nanoseconds,
): Pick<ThreadView, 'cpuShare' | 'cpuKnown'> {
  const lifeNs = (thread.endedNs ?? nowNs) - (thread.startedNs ?? thread.createdNs);
  if (!(lifeNs > 0)) return { cpuShare: null, cpuKnown: 'inferred' };
  if (thread.os !== null) {
    const share = thread.endedNs === null ? thread.os.recentShare : thread.os.cpuNs / lifeNs;
    return { cpuShare: Math.min(1, share), cpuKnown: 'sampled' };
  }
  const toldNs = thread.vitals?.cpuNs ?? NaN;
  if (toldNs > 0) return { cpuShare: Math.min(1, toldNs / lifeNs), cpuKnown: 'told' };
  return { cpuShare: Math.min(1, (stateNs.running + stateNs.starting) / lifeNs), cpuKnown: 'inferred' };
}

function relativeTo(originNs: Nanoseconds): (timeNs: Nanoseconds | null) => Nanoseconds | null {
  return timeNs => (timeNs === null || Number.isNaN(timeNs) ? null : timeNs - originNs);
}
