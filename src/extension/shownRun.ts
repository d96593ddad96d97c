import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { RunView, TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';

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
  ask(question: TraceQuestion): Promise<TraceAnswer>;
}
