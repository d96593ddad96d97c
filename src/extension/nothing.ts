import type { TraceUpdate } from '../engine/recording.ts';
import type { WindowAnswer, WindowQuery } from '../protocol/panel.ts';

/** What there is to tell of a run of which nothing is known. */
export const emptySnapshot: TraceUpdate = {
  type: 'update',
  number: 0,
  snapshot: true,
  nowNs: 0,
  processes: [],
  threads: [],
  observer: { programShare: null, recorderShare: null },
  findings: [],
};

export function emptyWindow({ fromNs, toNs }: WindowQuery): WindowAnswer {
  return {
    fromNs,
    toNs,
    lanes: [],
    causes: [],
    causePlaces: [],
    messages: {
      id: new Uint32Array(),
      from: new Uint32Array(),
      to: new Uint32Array(),
      sentNs: new Float64Array(),
      receivedNs: new Float64Array(),
      handledNs: new Float64Array(),
    },
    messageCount: 0,
    bundles: {
      from: new Uint32Array(),
      to: new Uint32Array(),
      sentNs: new Float64Array(),
      receivedNs: new Float64Array(),
      count: new Uint32Array(),
    },
    wakeUps: {
      from: new Uint32Array(),
      calledNs: new Float64Array(),
      to: new Uint32Array(),
      wokenNs: new Float64Array(),
      calledAt: new Int32Array(),
      waitedAt: new Int32Array(),
      places: [],
    },
    queues: [],
  };
}
