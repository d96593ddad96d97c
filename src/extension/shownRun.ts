import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type {
  RunView,
  ThreadKey,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';

/** Whether a run goes on. */
export function isLive({ status }: RunView): boolean {
  return status === 'starting' || status === 'running';
}

/** What a panel shows: a run, or what is left of one. */
export interface ShownRun {
  readonly view: RunView;
  onDidChangeView(listener: (view: RunView) => void): Disposable;
  onDidUpdate(listener: (update: TraceUpdate) => void): Disposable;
  snapshot(): Promise<TraceUpdate>;
  window(query: WindowQuery): Promise<WindowAnswer>;
  /** Looks at every thread once; `null` when nothing came of it. */
  captureStacks(): Promise<StackCapture | null>;
  /** The variables of a call, while it still runs; `null` when they cannot be had. */
  variables(thread: ThreadKey, frame: number): Promise<FrameVariables | null>;
  ask(question: TraceQuestion): Promise<TraceAnswer>;
}
