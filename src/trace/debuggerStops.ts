import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from './entities.ts';
import { noPlace } from './places.ts';
import { isDebuggerFile } from './debuggerFiles.ts';
import type { Trace } from './trace.ts';

/** What a debugger said of a thread. A plain message: it can be kept and said again. */
export interface DebuggerWord {
  readonly pid: number;
  /** The runtime's own id: Node's `threadId`, Python's `ident`. `null`: each thread of the process. */
  readonly thread: number | null;
  /** By the clock of the probes. */
  readonly timeNs: Nanoseconds;
  /**
   * Why it has stopped the thread, and on which line, if it knows; `null`: the thread goes on. The same said again of
   * the same time knows more of the same stop.
   */
  readonly stop: { readonly reason: string; readonly at: SourcePlace | null } | null;
}

/** Whose end nobody hears any more is not waited for. */
const mostPending = 1000;

/**
 * Writes into the trace what debuggers say. What they say of a thread that nobody has heard of yet is kept until
 * it has told of itself. Owned by whoever takes in what is told.
 */
export class DebuggerStops {
  private pending: DebuggerWord[] = [];

  constructor(private readonly trace: Trace) {}

  said(word: DebuggerWord): void {
    this.pending.push(word);
    this.settle();
  }

  /** More is known of threads now, perhaps. */
  settle(): void {
    if (this.pending.length === 0) return;
    const unknownPids = new Set<number>();
    this.pending = this.pending.filter(word => {
      // In their order, for each process.
      if (!unknownPids.has(word.pid) && this.takes(word)) return false;
      unknownPids.add(word.pid);
      return true;
    });
    if (this.pending.length > mostPending) this.pending.splice(0, this.pending.length - mostPending);
  }

  /** @returns false when the thread is not known (yet) */
  private takes(word: DebuggerWord): boolean {
    const process = this.trace.lastOfPid(word.pid);
    if (process === undefined) return false;
    if (word.thread === null) {
      for (const thread of process.threads.values()) this.takesWithOthers(thread, word);
      return true;
    }
    const thread = threadOf(process, word.thread);
    if (thread === undefined || thread.timeline.spans.length === 0) return process.endedNs !== null;
    this.write(thread, word);
    return true;
  }

  /**
   * One of all that a debugger says it has stopped. One that waits for something goes on to do so: it is stopped
   * when it comes to its next line, of which nobody tells.
   */
  private takesWithOthers(thread: ThreadRecord, word: DebuggerWord): void {
    const { spans } = thread.timeline;
    // Threads of Python's debugger itself are not stopped.
    if (word.stop !== null && (spans.isStopped || thread.isDebuggers || this.isInWait(thread))) return;
    if (thread.endedNs === null) this.write(thread, word);
  }

  /** Not in one of the debugger's own, which keeps a thread by having it sleep. */
  private isInWait({ timeline: { spans } }: ThreadRecord): boolean {
    const at = this.trace.causes.placeOf(spans.lastCause);
    return spans.isInToldWait && !(at !== null && isDebuggerFile(at.file));
  }

  private write(thread: ThreadRecord, { timeNs, stop }: DebuggerWord): void {
    const { spans } = thread.timeline;
    this.trace.saw(timeNs);
    if (stop === null) {
      spans.resume(timeNs);
    } else {
      const { causes, places } = this.trace;
      const place = stop.at === null ? noPlace : places.numberOf(stop.at);
      const cause = causes.other(causeOf(stop), place);
      if (!spans.explainStop(timeNs, cause)) spans.stop(timeNs, cause);
    }
    this.trace.touched(thread);
  }
}

function threadOf(process: ProcessRecord, id: number): ThreadRecord | undefined {
  if (process.runtime === 'node') return process.threads.get(id);
  // An ident is used again: the last one that is alive, else the last one.
  const found = [...process.threads.values()].filter(each => each.python?.ident === id);
  return found.filter(each => each.endedNs === null).at(-1) ?? found.at(-1);
}

function causeOf({ reason, at }: { readonly reason: string; readonly at: SourcePlace | null }): string {
  const where = at === null ? '' : `, ${at.file.replace(/^.*[\\/]/, '')}:${at.line}`;
  return `${reasonText(reason)}${where}`;
}

/** @param reason as the Debug Adapter Protocol names it */
function reasonText(reason: string): string {
  switch (reason) {
    case 'breakpoint':
    case 'function breakpoint':
    case 'data breakpoint':
    case 'instruction breakpoint':
      return reason;
    case 'step':
    case 'goto':
      return 'stopped in the debugger after a step';
    case 'exception':
    case 'promise rejection':
      return 'stopped in the debugger at an exception';
    case 'pause':
      return 'paused in the debugger';
    case 'entry':
      return 'stopped in the debugger at the first line';
    case 'others':
      return 'stopped in the debugger with all threads of the process';
    default:
      return `stopped in the debugger (${reason})`;
  }
}
