import type { TraceUpdate } from '../engine/recording.ts';
import type { RunView, ThreadView } from '../protocol/panel.ts';
import type { RunController } from './runController.ts';

/** What tests inside VS Code may look at; handed out in test windows only. */
export interface TestApi {
  /** How long activation took. */
  readonly activationMs: number;
  readonly isPanelOpen: () => boolean;
  readonly currentRun: () => TestRun | null;
  /** What the Threads view shows, one line per row, indented. */
  readonly threadsView: () => string;
}

export interface TestRun {
  readonly view: RunView;
  readonly pid: number | null;
  readonly threads: readonly ThreadView[];
  readonly over: Promise<void>;
  snapshot(): Promise<TraceUpdate>;
}

export function testApi(activationMs: number, controller: () => RunController | null): TestApi {
  return {
    activationMs,
    isPanelOpen: () => controller()?.panel.isOpen ?? false,
    currentRun: () => controller()?.run ?? null,
    threadsView: () => controller()?.threads.text() ?? '',
  };
}
