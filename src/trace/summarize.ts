import type { Nanoseconds } from '../protocol/words.ts';
import { spreadOf } from './spread.ts';
import { isPrograms, type ProcessRecord, type ThreadRecord } from './entities.ts';
import { syncObjectName } from './pythonLocks.ts';
import { english } from './findings/english.ts';
import { findingWords } from './findings/findingWords.ts';
import type {
  FindingSummary,
  LockSummary,
  MessageSummary,
  PythonThreadSummary,
  RunSummary,
  RuntimeThreadSummary,
  ThreadSummary,
} from './summary.ts';
import type { Trace } from './trace.ts';
import { pythonView } from './views.ts';

/** What a summary needs to know that a trace does not. */
export interface RunFacts {
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly notices: readonly string[];
}

/** Ids in a summary count from 1, for 0 is easily taken for "none". */
const firstId = 1;

export function summarize(trace: Trace, run: RunFacts, nowNs: Nanoseconds): RunSummary {
  return {
    version: 1,
    command: run.command,
    exitCode: run.exitCode,
    signal: run.signal,
    durationMs: trace.hasBegun ? milliseconds(latestEndNs(trace, nowNs) - trace.originNs) : 0,
    lostEvents: trace.lostRecords,
    notices: run.notices,
    processes: trace.processes.map(process => ({
      pid: process.pid,
      parentPid: process.parent === null ? null : (trace.processes[process.parent]?.pid ?? null),
      runtime: process.runtime,
      runtimeVersion: process.runtimeVersion,
      threads: [...process.threads.values()]
        .filter(isPrograms)
        .sort((a, b) => a.threadId - b.threadId)
        .map(thread => threadSummary(trace, thread, nowNs)),
      runtimeThreads: [...process.runtimeThreads, ...debuggerThreads(process)].map(thread =>
        runtimeThreadSummary(trace, thread, nowNs),
      ),
    })),
    messages: messageSummaries(trace),
    locks: [...pythonLockSummaries(trace, nowNs), ...lockSummaries(trace, nowNs)],
    findings: findingSummaries(trace),
  };
}

function debuggerThreads({ threads }: ProcessRecord): ThreadRecord[] {
  return [...threads.values()].filter(thread => thread.isDebuggers);
}

function lockSummaries(trace: Trace, nowNs: Nanoseconds): LockSummary[] {
  return trace.locks.facts(nowNs).map(lock => ({
    name: lock.name,
    pid: lock.process.pid,
    requests: lock.requests,
    granted: lock.granted,
    longestWaitMs: milliseconds(lock.longestWaitNs),
    longestHoldMs: milliseconds(lock.longestHoldNs),
    holders: lock.holders.map(thread => thread.key + firstId),
  }));
}

function findingSummaries(trace: Trace): FindingSummary[] {
  const nameOf = (key: number): string => {
    const thread = trace.threads[key];
    return thread === undefined ? '?' : trace.names.of(thread);
  };
  return trace.findings.views(trace.originNs).map(found => {
    const { title, sentence, advice } = findingWords(found, english, nameOf);
    return {
      kind: found.kind,
      threads: found.threads.map(key => key + firstId),
      title,
      text: sentence,
      advice,
      sinceMs: milliseconds(found.sinceNs),
      untilMs: found.untilNs === null ? null : milliseconds(found.untilNs),
      places: found.places.map(({ role, thread, place }) => ({ role, thread: thread + firstId, place })),
    };
  });
}

function pythonLockSummaries(trace: Trace, nowNs: Nanoseconds): LockSummary[] {
  return trace.pythonLocks.all().map(object => ({
    name: syncObjectName(object),
    kind: object.text.kind,
    createdAt: object.text.at,
    waits: Math.max(object.waited, Number.isNaN(object.contended) ? 0 : object.contended),
    pid: object.process.pid,
    requests: known(object.acquired),
    granted: known(object.acquired),
    longestWaitMs: milliseconds(
      [...object.waits].reduce(
        (most, { thread, sinceNs }) => Math.max(most, (thread.endedNs ?? nowNs) - sinceNs),
        object.longestWaitNs,
      ),
    ),
    longestHoldMs: null,
    holders: trace.pythonLocks.ownersOf(object).map(thread => thread.key + firstId),
  }));
}

function pythonOf(thread: ThreadRecord): { python?: PythonThreadSummary } {
  const view = pythonView(thread);
  if (view === null) return {};
  const { ident, constructed, startedAt, tasks, withoutGilNs } = view;
  return {
    python: {
      ident,
      kind: constructed?.kind ?? null,
      className: constructed?.className ?? null,
      target: constructed?.target ?? null,
      daemon: constructed?.daemon ?? false,
      startedAt,
      tasks,
      withoutGilMs: withoutGilNs === null ? null : milliseconds(withoutGilNs),
    },
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function threadSummary(trace: Trace, thread: ThreadRecord, nowNs: Nanoseconds): ThreadSummary {
  const since = (timeNs: Nanoseconds | null): number | null =>
    timeNs === null ? null : milliseconds(timeNs - trace.originNs);
  return {
    id: thread.key + firstId,
    parent: thread.parent === null ? null : thread.parent.key + firstId,
    name: trace.names.of(thread),
    threadId: thread.threadId,
    osThreadId: thread.osThreadId,
    createdAt: thread.createdAt,
    startedMs: since(thread.startedNs),
    endedMs: since(thread.endedNs),
    outcome: thread.outcome,
    exitCode: thread.exitCode,
    error: thread.outcome === 'failed' ? thread.uncaught : null,
    ...timesOf(thread, nowNs),
    heap: heapOf(thread),
    messages: { sent: thread.sent, received: thread.received },
    ...pythonOf(thread),
  };
}

function runtimeThreadSummary(trace: Trace, thread: ThreadRecord, nowNs: Nanoseconds): RuntimeThreadSummary {
  return {
    id: thread.key + firstId,
    name: trace.names.of(thread),
    osThreadId: thread.osThreadId,
    ...timesOf(thread, nowNs),
  };
}

function timesOf(
  { timeline, os, vitals }: ThreadRecord,
  nowNs: Nanoseconds,
): Pick<ThreadSummary, 'stateMs' | 'cpuMs' | 'contextSwitches'> {
  const total = timeline.spans.totals(nowNs);
  const cpuNs = os?.cpuNs ?? vitals?.cpuNs ?? NaN;
  return {
    stateMs: {
      starting: milliseconds(total.starting),
      running: milliseconds(total.running),
      ready: milliseconds(total.ready),
      waiting: milliseconds(total.waiting),
      blocked: milliseconds(total.blocked),
      sleeping: milliseconds(total.sleeping),
    },
    cpuMs: Number.isNaN(cpuNs) ? null : milliseconds(cpuNs),
    contextSwitches:
      os === null ? null : { voluntary: os.voluntarySwitches, involuntary: os.involuntarySwitches },
  };
}

function heapOf({ vitals }: ThreadRecord): ThreadSummary['heap'] {
  if (vitals === null || Number.isNaN(vitals.heapUsedBytes)) return null;
  return { usedBytes: vitals.heapUsedBytes, limitBytes: vitals.heapLimitBytes };
}

function latestEndNs(trace: Trace, nowNs: Nanoseconds): Nanoseconds {
  return trace.threads.reduce((latest, thread) => Math.max(latest, thread.endedNs ?? nowNs), 0);
}

/** One row per pair of threads that exchanged messages, with how long those waited that were received. */
function messageSummaries({ messages }: Trace): MessageSummary[] {
  return [...messages.pairs]
    .map(pair => {
      const rows = Array.from({ length: pair.length }, (_, index) => pair.rowAt(index));
      const queueNs = Float64Array.from(rows, row => messages.receivedNsOf(row) - messages.sentNsOf(row));
      return { pair, first: rows.reduce((least, row) => Math.min(least, row)), spread: spreadOf(queueNs) };
    })
    .sort((a, b) => a.first - b.first)
    .map(({ pair, spread }) => ({
      from: pair.from + firstId,
      to: pair.to + firstId,
      count: pair.length,
      queueMs: {
        p50: milliseconds(spread?.p50Ns ?? 0),
        p95: milliseconds(spread?.p95Ns ?? 0),
        max: milliseconds(spread?.mostNs ?? 0),
      },
    }));
}

function milliseconds(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e3) / 1e3;
}
