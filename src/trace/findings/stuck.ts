import type { Nanoseconds } from '../../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from '../entities.ts';
import { syncObjectName } from '../pythonLocks.ts';
import type { PythonWait } from '../pythonWaits.ts';
import type { Trace } from '../trace.ts';
import { livingThreads } from './finding.ts';
import { stuckInNode } from './stuckNode.ts';

/** A thread in a wait that ends only when another thread does something. */
export interface Stuck {
  readonly thread: ThreadRecord;
  readonly sinceNs: Nanoseconds;
  /** Since when nothing happened that may have ended it. */
  readonly quietSinceNs: Nanoseconds;
  /** Any of these can end it; `null`: whoever lives in its process. */
  readonly by: readonly ThreadRecord[] | null;
  /** All of them have to do their part: one that cannot is enough. */
  readonly needsAll: boolean;
  /** What it waits for: `join`, `exit`, `Atomics.wait`, the kind of a lock of Python, `navigator.locks`, `message`. */
  readonly what: string;
  readonly name: string;
  /** How its wait ended; `null` while it lasts. */
  readonly outcome: () => WaitOutcome | null;
}

/** By what it was for, or by something else: an error, the thread's end. */
export type WaitOutcome = 'done' | 'broken off';

/** The threads of a process that can go on only when others do, by thread. */
export function stuckThreads(
  trace: Trace,
  process: ProcessRecord,
  nowNs: Nanoseconds,
): Map<ThreadRecord, Stuck> {
  const living = livingThreads(process.threads.values());
  const waiting =
    process.runtime === 'python' ? stuckInPython(trace, living) : stuckInNode(trace, living, nowNs);
  const stuck = new Map(waiting.map(each => [each.thread, each]));
  // Whoever can be helped is no help to us: what is left can be helped by none but each other.
  const isHelped = isHelpedFromOutside(process);
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    for (const [thread, { by, needsAll }] of stuck) {
      const isFree =
        by === null
          ? isHelped || stuck.size < living.length
          : needsAll
            ? !by.some(helper => stuck.has(helper))
            : by.some(helper => !stuck.has(helper));
      if (!isFree) continue;
      stuck.delete(thread);
      isSettled = false;
    }
  }
  return stuck;
}

/** A thread that C code made may call Python, and set free whom it likes, without having been heard of before. */
function isHelpedFromOutside(process: ProcessRecord): boolean {
  return process.runtime === 'python' && process.runtimeThreads.some(thread => thread.endedNs === null);
}

/**
 * Only waits without a limit, for a lock, for the end of a thread, or for a future. Whoever waits for a condition, an
 * event or a queue may be woken by a signal's handler: a program may rest so for ever, and be well.
 */
function stuckInPython(trace: Trace, living: readonly ThreadRecord[]): Stuck[] {
  const begun = living.filter(thread => thread.codeBeginsNs !== null);
  return begun.flatMap((thread): Stuck[] => {
    const wait = trace.pythonWaits.of(thread);
    const { spans } = thread.timeline;
    if (wait === null || wait.result !== null || Number.isFinite(wait.timeoutMs)) return [];
    if (spans.isStopped || thread.lostRecords > 0) return [];
    const { sinceNs, joined, object } = wait;
    const common = {
      thread,
      sinceNs,
      quietSinceNs: sinceNs,
      needsAll: false,
      outcome: () => outcomeOf(wait),
    };
    switch (wait.verb) {
      case 'join':
        return joined === null || joined.endedNs !== null
          ? []
          : [{ ...common, by: [joined], what: 'join', name: '' }];
      case 'exit': {
        const awaited = begun.filter(
          other => other !== thread && other.python?.constructed?.daemon === false,
        );
        return [{ ...common, by: awaited, needsAll: true, what: 'exit', name: '' }];
      }
      case 'acquire': {
        if (object === null) return [];
        const { owner, text } = object;
        const what = { what: text.kind, name: syncObjectName(object) };
        if (text.kind !== 'Lock' && text.kind !== 'RLock') return [];
        // Had by nobody who could let go of it: a lock may be released by any thread.
        const isOrphan = owner === null || owner.endedNs !== null || owner === thread;
        return [{ ...common, ...what, by: isOrphan ? null : [owner] }];
      }
      case 'result':
        return object === null ? [] : [{ ...common, by: null, what: 'result', name: syncObjectName(object) }];
      default:
        return [];
    }
  });
}

function outcomeOf({ result }: PythonWait): WaitOutcome | null {
  return result === null ? null : result === 'ok' ? 'done' : 'broken off';
}
