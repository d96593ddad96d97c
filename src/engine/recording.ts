import type {
  HostMessage,
  ThreadKey,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { RunSummary } from '../trace/summary.ts';
import type { RecordingInfo } from './recordingInfo.ts';

export interface Disposable {
  dispose(): void;
}

export type TraceUpdate = Extract<HostMessage, { type: 'update' }>;

/** How the process that was started for the run ended. Both are `null` when nobody could tell. */
export interface RootEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** Which frame is asked about: 0 is the innermost. */
export interface VariablesQuery {
  readonly thread: ThreadKey;
  readonly frame: number;
}

/** What one run told, to be looked at: while it is recorded, or when a recording of it was opened. */
export interface RecordedRun {
  /** Changes as they are read, about every 30 ms while something happens. */
  onUpdate(listener: (update: TraceUpdate) => void): Disposable;
  /** Sentences for the user about what this trace lacks and why. Called with the whole list when it changes. */
  onNotices(listener: (notices: readonly string[]) => void): Disposable;
  /** Everything, as an update with `snapshot: true` and the number of the last change. */
  snapshot(): Promise<TraceUpdate>;
  window(query: WindowQuery): Promise<WindowAnswer>;
  /** What else there is to know; see {@link TraceQuestion}. */
  ask(question: TraceQuestion): Promise<TraceAnswer>;
  summary(command: readonly string[]): Promise<RunSummary>;
  /** Lets go of the trace. What was read stays available until then only. */
  dispose(): Promise<void>;
}

/**
 * One run being recorded: where its probes write, and what is known of it so far. Two things implement it:
 * the recorder itself, and the client that talks to a recorder in another thread. {@link dispose} stops reading and
 * deletes the run's folder, too.
 */
export interface Recording extends RecordedRun {
  readonly endpoint: Endpoint;
  /** The program was started with this pid. */
  rootStarted(pid: number): void;
  /** A debugger that is attached to the program has stopped a thread, or lets it go on. */
  debuggerSaid(word: DebuggerWord): void;
  /**
   * The program ended. Resolves when everything that was told has been read and `onUpdate` has said so, and the
   * recording of a run that is kept is whole.
   */
  rootEnded(end: RootEnd): Promise<void>;
  /**
   * Has a Worker terminated by the thread that made it, as soon as that one's event loop turns.
   * @returns false when nobody can do that: it is over, no Worker, or its maker has no probe
   */
  terminate(worker: ThreadKey): Promise<boolean>;
  /**
   * Captures the stacks of all threads that run now; the trace keeps them. Takes a fraction of a second, and never
   * much longer: who has not answered by then is in it without frames.
   * @param finding what it is made for; `null`: the user asked for it
   */
  captureStacks(finding: string | null): Promise<StackCapture>;
  /**
   * The variables of a frame as they are now. They are not kept anywhere.
   * @returns `null` when the thread does not run, does not answer, or has no such frame
   */
  variables(query: VariablesQuery): Promise<FrameVariables | null>;
}

/** A run that was kept, opened again. Nothing of it changes, so that updates never come. */
export interface KeptRun extends RecordedRun {
  readonly info: RecordingInfo;
  /** By default with the command of the {@link info}. */
  summary(command?: readonly string[]): Promise<RunSummary>;
}

/** What whoever starts a program needs of its recording, without looking at it. */
export type ProgramRecording = Pick<
  Recording,
  'endpoint' | 'rootStarted' | 'rootEnded' | 'onNotices' | 'summary' | 'dispose'
>;
