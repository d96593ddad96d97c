import type { Endpoint } from '../../src/protocol/wire.ts';
import type { RootEnd } from '../../src/engine/recording.ts';

/** What a recorder says of a run that is over: what it saw, and what it took to see it. */
export interface Told {
  readonly lostEvents: number;
  readonly processes: number;
  readonly threads: number;
  readonly sent: number;
  readonly received: number;
  readonly notices: readonly string[];
  /** CPU time of the recorder's process from the program's start to its end. */
  readonly cpuMs: number;
  /** How long the recorder read on after the program's end. */
  readonly backlogMs: number;
  readonly peakMemoryMb: number;
}

/** From the recorder's process. */
export type FromRecorder =
  { readonly type: 'opened'; readonly endpoint: Endpoint } | { readonly type: 'told'; readonly told: Told };

/** To the recorder's process. */
export type ToRecorder =
  { readonly type: 'started'; readonly pid: number } | { readonly type: 'ended'; readonly end: RootEnd };
