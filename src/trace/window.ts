import {
  type LaneShares,
  type LaneSpans,
  type ThreadKey,
  type WindowAnswer,
  type WindowQuery,
} from '../protocol/panel.ts';
import { threadStates, type Nanoseconds } from '../protocol/words.ts';
import { messagesIn, wakeUpsIn } from './arrows.ts';
import type { ThreadRecord } from './entities.ts';
import { queuesOf } from './queues.ts';
import { noCause } from './spans.ts';
import type { Trace } from './trace.ts';

/** With more spans than this per pixel of width, what shows is shares. */
const spansPerPixel = 1;
/** Hostile or mistaken questions are cut to what a screen can show. */
const mostPixels = 20_000;

/** Answers what the panel needs to draw one window. `query` is relative to the origin, as is the answer. */
export function queryWindow(trace: Trace, query: WindowQuery, nowNs: Nanoseconds): WindowAnswer {
  const origin = trace.originNs;
  const fromNs = Math.min(query.fromNs, query.toNs) + origin;
  const toNs = Math.max(query.fromNs, query.toNs) + origin;
  const widthPx = Math.min(mostPixels, Math.max(1, Math.floor(query.widthPx)));
  const asked = new Set<ThreadKey>(query.threads);
  const causes = new CauseList(trace);
  const lanes = [...asked].flatMap(key => {
    const thread = trace.threads[key];
    return thread === undefined ? [] : [lane(thread, fromNs, toNs, widthPx, origin, nowNs, causes)];
  });
  return {
    fromNs: fromNs - origin,
    toNs: toNs - origin,
    lanes,
    causes: causes.texts,
    ...messagesIn(trace, fromNs, toNs, query),
    wakeUps: wakeUpsIn(trace, fromNs, toNs, query),
    queues: (query.queuesOf ?? []).flatMap(thread => queuesOf(trace, thread, fromNs, toNs, widthPx)),
  };
}

/** The causes that an answer names, each once. */
class CauseList {
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();

  constructor(private readonly trace: Trace) {}

  place(cause: number, endNs: Nanoseconds | null): number {
    if (cause === noCause) return -1;
    const text = this.trace.causes.text(cause, endNs) ?? '';
    let place = this.places.get(text);
    if (place === undefined) this.places.set(text, (place = this.texts.push(text) - 1));
    return place;
  }
}

function lane(
  thread: ThreadRecord,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  widthPx: number,
  originNs: Nanoseconds,
  nowNs: Nanoseconds,
  causes: CauseList,
): LaneSpans | LaneShares {
  const { spans } = thread.timeline;
  const { first, end } = spans.range(fromNs, toNs);
  if (end - first > widthPx * spansPerPixel) return shares(thread, first, end, fromNs, toNs, widthPx, nowNs);
  const columns = spans.slice(first, end);
  return {
    kind: 'spans',
    thread: thread.key,
    startNs: columns.start.map(start => start - originNs),
    endNs: Float64Array.from({ length: end - first }, (_, row) => spans.endAt(first + row, nowNs) - originNs),
    state: columns.state,
    known: columns.known,
    cause: columns.cause.map((cause, row) => causes.place(cause, spans.endAt(first + row, nowNs))),
  };
}

function shares(
  thread: ThreadRecord,
  first: number,
  end: number,
  fromNs: Nanoseconds,
  toNs: Nanoseconds,
  buckets: number,
  nowNs: Nanoseconds,
): LaneShares {
  const { spans } = thread.timeline;
  const states = threadStates.length;
  const share = new Float32Array(buckets * states);
  const bucketNs = (toNs - fromNs) / buckets;
  for (let index = first; index < end; index++) {
    const start = Math.max(fromNs, spans.startAt(index));
    const stop = Math.min(toNs, spans.endAt(index, nowNs));
    const state = spans.stateAt(index);
    for (let at = start; at < stop;) {
      const bucket = Math.min(buckets - 1, Math.floor((at - fromNs) / bucketNs));
      const bucketEnd = bucket === buckets - 1 ? toNs : fromNs + (bucket + 1) * bucketNs;
      // Rounding can put a time that lies on a border before that border.
      const next = Math.max(Math.min(stop, bucketEnd), Math.min(stop, at + bucketNs * 1e-6));
      const slot = bucket * states + state;
      share[slot] = (share[slot] ?? 0) + (next - at) / bucketNs;
      at = next;
    }
  }
  return { kind: 'shares', thread: thread.key, buckets, share };
}
