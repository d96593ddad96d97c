import type {
  HostMessage,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { RunSummary } from '../trace/summary.ts';

export interface Disposable {
  dispose(): void;
}

export type TraceUpdate = Extract<HostMessage, { type: 'update' }>;

/** How the process that was started for the run ended. Both are `null` when nobody could tell. */
export interface RootEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * One run being recorded: where its probes write, and what is known of it so far. Two things implement it:
 * the recorder itself, and the client that talks to a recorder in another thread.
 */
export interface Recording {
  readonly endpoint: Endpoint;
  /** The program was started with this pid. */
  rootStarted(pid: number): void;
  /** The program ended. Resolves when everything that was told has been read and `onUpdate` has said so. */
  rootEnded(end: RootEnd): Promise<void>;
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
  /** Stops reading and deletes the run's folder. What was read stays available until then only. */
  dispose(): Promise<void>;
}
