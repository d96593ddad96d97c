import type { Run } from './run.ts';
import type { RunController } from './runController.ts';

/** What tests inside VS Code may look at; handed out in test windows only. */
export interface TestApi {
  /** How long activation took. */
  readonly activationMs: number;
  readonly isPanelOpen: () => boolean;
  readonly currentRun: () => TestRun | null;
  /** All runs of the window, the latest first. */
  readonly runs: () => readonly TestRun[];
  /** What the Threads view shows, of a run or of all, one line per row, indented. */
  readonly threadsView: (run?: TestRun) => string;
  /** The row of a run in it. */
  readonly rowOf: (run: TestRun) => string | null;
  /** How many rows of it VS Code has asked for so far. */
  readonly rowsTold: () => number;
}

export type TestRun = Pick<
  Run,
  'id' | 'view' | 'pid' | 'threads' | 'over' | 'isOver' | 'snapshot' | 'ask' | 'window'
>;

export function testApi(activationMs: number, controller: () => RunController | null): TestApi {
  return {
    activationMs,
    isPanelOpen: () => controller()?.panels.isOpen ?? false,
    currentRun: () => controller()?.runs.current ?? null,
    runs: () => controller()?.runs.all ?? [],
    threadsView: run => controller()?.threads.text(run) ?? '',
    rowOf: run => controller()?.threads.rowOf(run) ?? null,
    rowsTold: () => controller()?.threads.rowsTold ?? 0,
  };
}
