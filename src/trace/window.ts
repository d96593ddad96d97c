import {
  type LaneShares,
  type LaneSpans,
  type ThreadKey,
  type WindowAnswer,
  type WindowQuery,
} from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { messagesIn, wakeUpsIn } from './arrows.ts';
import type { ThreadRecord } from './entities.ts';
import { queuesOf } from './queues.ts';
import { sharesOf } from './shares.ts';
import { noCause } from './spans.ts';
import type { Trace } from './trace.ts';

/**
 * With more spans than this per pixel of width, what shows is shares: of boxes of four pixels and less nobody sees
 * what they are, and a screen full of them takes longer to draw than a frame lasts.
 */
const spansPerPixel = 0.25;
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
    causePlaces: causes.places,
    ...messagesIn(trace, fromNs, toNs, query),
    wakeUps: wakeUpsIn(trace, fromNs, toNs, query),
    queues: (query.queuesOf ?? []).flatMap(thread => queuesOf(trace, thread, fromNs, toNs, widthPx)),
  };
}

/** The causes that an answer names, each once. */
class CauseList {
  readonly texts: string[] = [];
  /** The line of each. */
  readonly places: (SourcePlace | null)[] = [];
  private readonly indexes = new Map<string, number>();

  constructor(private readonly trace: Trace) {}

  indexOf(cause: number, endNs: Nanoseconds | null): number {
    if (cause === noCause) return -1;
    const { causes, places } = this.trace;
    const text = causes.text(cause, endNs) ?? '';
    const place = causes.placeNumberOf(cause);
    const key = `${place} ${text}`;
    let index = this.indexes.get(key);
    if (index === undefined) {
      this.indexes.set(key, (index = this.texts.push(text) - 1));
      this.places.push(places.at(place));
    }
    return index;
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
  if (end - first > widthPx * spansPerPixel) return sharesOf(thread.key, spans, fromNs, toNs, widthPx, nowNs);
  const count = end - first;
  const startNs = new Float64Array(count);
  const endNs = new Float64Array(count);
  const state = new Uint8Array(count);
  const known = new Uint8Array(count);
  const cause = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const span = first + row;
    startNs[row] = spans.startAt(span) - originNs;
    if (row > 0) endNs[row - 1] = startNs[row] as number;
    state[row] = spans.stateAt(span);
    known[row] = spans.knownAt(span);
    cause[row] = causes.indexOf(
      spans.causeAt(span),
      span + 1 < spans.length ? spans.startAt(span + 1) : spans.endNs,
    );
  }
  if (count > 0) endNs[count - 1] = spans.endAt(end - 1, nowNs) - originNs;
  return { kind: 'spans', thread: thread.key, startNs, endNs, state, known, cause };
}
