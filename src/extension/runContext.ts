import type { KeptRuns } from './keptRuns.ts';
import type { Log } from './log.ts';

/** What every run needs of the window that it belongs to. */
export interface RunContext {
  readonly log: Log;
  readonly kept: KeptRuns;
}
