import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { OsFacts } from '../trace/entities.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Sample } from '../trace/timeline.ts';
import type { RootEnd } from './recording.ts';

/** How a thread stood when the OS was looked at. The call that it was stopped in is told by its name. */
export type OsSample = Omit<Sample, 'cause'> & { readonly call: string | null };

/** On which core a thread was between two looks; `null` when that is not known. */
export interface CoreUse {
  readonly core: number;
  readonly fromNs: Nanoseconds;
  readonly ranNs: number;
}

/**
 * Everything from which a trace is made, in the order in which it came: what the streams hold, what the OS was
 * seen to do, what a debugger said, how processes ended. Two things take it: the {@link Intake}, which makes the trace of it, and the
 * journal, which keeps it; what is read from a journal is given to an intake again, by the same calls. Nothing else
 * may write to a trace. Times are of the monotonic clock.
 */
export interface Inputs {
  /** What streams have to show to be believed. Told before any of them. */
  tokenGiven(token: string): void;
  /** The program was started with this pid. */
  rootStarted(pid: number): void;
  rootEnded(end: RootEnd): void;
  /** A stream appeared. Streams are numbered from 0 in the order in which they do. */
  streamFound(pid: number, threadId: number): void;
  /** So much of a stream was read at once. */
  streamRead(stream: number, bytes: Uint8Array): void;
  /** Files under the name of a stream that were none of this run: their bytes so far. */
  strangersFound(stream: number, bytes: number): void;
  streamEnded(stream: number): void;
  /** Conclusions that wait for the rest of what is written are taken, to be drawn when it has been read. */
  conclusionsTaken(): void;
  conclusionsDrawn(): void;
  /** All streams were read, up to what was written just now. */
  roundEnded(): void;
  processEnded(process: ProcessKey, timeNs: Nanoseconds, end: RootEnd): void;
  /** Nobody is left who could tell. */
  concluded(): void;
  runtimeThreadFound(process: ProcessKey, osThreadId: number, name: string, sinceNs: Nanoseconds): void;
  sampled(thread: ThreadKey, sample: OsSample, use: CoreUse | null): void;
  /** The OS was looked at, and the thread had not moved since it was sampled last. */
  stoodStill(thread: ThreadKey, timeNs: Nanoseconds): void;
  osFactsRead(thread: ThreadKey, timeNs: Nanoseconds, facts: OsFacts): void;
  /** The OS does not know the thread any more; it was there at `seenNs`. */
  threadGone(thread: ThreadKey, seenNs: Nanoseconds, cpuNs: number): void;
  /** What the OS does not tell and why, a sentence each: the whole list. */
  problemsTold(problems: readonly string[]): void;
  /** What recording takes of a core; `null` when that is not known (yet). */
  costMeasured(share: number | null): void;
  debuggerSaid(word: DebuggerWord): void;
  /** The trace was looked through for what is wrong in the program. @param cores how many threads the machine runs at once */
  lookedForFindings(timeNs: Nanoseconds, cores: number): void;
  /** The stacks of all threads were captured. */
  captured(capture: StackCapture): void;
  /** Somebody asked for the name of a thread, or for the number of a buffer, and it was given one. */
  threadNamed(thread: ThreadKey): void;
  bufferNumbered(thread: ThreadKey, buffer: number): void;
}
