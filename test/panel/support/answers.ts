import type {
  LaneShares,
  LaneSpans,
  MessageColumns,
  MessageDetails,
  ThreadHistory,
  WindowAnswer,
  WindowQuery,
} from '../../../src/protocol/panel.ts';
import { noThread } from '../../../src/protocol/panel.ts';
import { provenances, threadStates } from '../../../src/protocol/words.ts';
import type { MadeMessage, MadeSpan, MadeTrace } from './traces.ts';

/** What a host answers to questions about a made-up run. */

/** As the protocol promises it. */
export function answerWindow(trace: MadeTrace, query: WindowQuery, nowNs = trace.nowNs): WindowAnswer {
  const causes: string[] = [];
  const lanes = query.threads.map(thread => {
    const all = trace.spans.get(thread) ?? [];
    const seen = all
      .filter(span => span.endNs > query.fromNs && span.startNs < query.toNs && span.startNs < nowNs)
      .map(span => ({ ...span, endNs: Math.min(span.endNs, nowNs) }));
    return seen.length > query.widthPx / 2 ? sharesOf(thread, seen, query) : spansOf(thread, seen, causes);
  });
  const asked = new Set<number>(query.threads);
  const touching = trace.messages.filter(
    message =>
      message.sentNs < query.toNs &&
      message.receivedNs > query.fromNs &&
      message.receivedNs <= nowNs &&
      (asked.has(message.from) || (message.to !== null && asked.has(message.to))),
  );
  return {
    fromNs: query.fromNs,
    toNs: query.toNs,
    lanes,
    causes,
    messages: columnsOf(trace.messages, touching.length > query.maxMessages ? [] : touching),
    messageCount: touching.length,
  };
}

export function spansOf(thread: number, spans: readonly MadeSpan[], causes: string[] = []): LaneSpans {
  return {
    kind: 'spans',
    thread,
    startNs: Float64Array.from(spans, span => span.startNs),
    endNs: Float64Array.from(spans, span => span.endNs),
    state: Uint8Array.from(spans, span => threadStates.indexOf(span.state)),
    known: Uint8Array.from(spans, span => provenances.indexOf(span.known)),
    cause: Int32Array.from(spans, span => (span.cause === null ? -1 : causes.push(span.cause) - 1)),
  };
}

function sharesOf(
  thread: number,
  spans: readonly MadeSpan[],
  { fromNs, toNs, widthPx }: WindowQuery,
): LaneShares {
  const share = new Float32Array(widthPx * threadStates.length);
  const bucketNs = (toNs - fromNs) / widthPx;
  for (const span of spans) {
    const from = Math.max(0, (span.startNs - fromNs) / bucketNs);
    const to = Math.min(widthPx, (span.endNs - fromNs) / bucketNs);
    for (let bucket = Math.floor(from); bucket < to; bucket++) {
      const index = bucket * threadStates.length + threadStates.indexOf(span.state);
      share[index] = (share[index] ?? 0) + Math.min(to, bucket + 1) - Math.max(from, bucket);
    }
  }
  return { kind: 'shares', thread, buckets: widthPx, share };
}

function handledNs({ receivedNs, handledNs: told }: MadeMessage): number {
  return told ?? receivedNs + 1000;
}

function columnsOf(all: readonly MadeMessage[], messages: readonly MadeMessage[]): MessageColumns {
  return {
    id: Uint32Array.from(messages, message => all.indexOf(message)),
    from: Uint32Array.from(messages, message => message.from),
    to: Uint32Array.from(messages, message => message.to ?? noThread),
    sentNs: Float64Array.from(messages, message => message.sentNs),
    receivedNs: Float64Array.from(messages, message => message.receivedNs),
    handledNs: Float64Array.from(messages, handledNs),
  };
}

export function answerMessage(trace: MadeTrace, id: number): MessageDetails | null {
  const message = trace.messages[id];
  if (!message) return null;
  const { from, to, sentNs, receivedNs } = message;
  const meanwhile = (trace.spans.get(to ?? -1) ?? [])
    .filter(span => span.endNs > sentNs && span.startNs < receivedNs)
    .map(span => ({
      ...span,
      startNs: Math.max(span.startNs, sentNs),
      endNs: Math.min(span.endNs, receivedNs),
    }));
  return {
    id,
    from,
    to,
    sentNs,
    tookNs: message.tookNs ?? null,
    receivedNs,
    handledNs: handledNs(message),
    bytes: message.bytes ?? null,
    meanwhile,
  };
}

/** Running is all of a core; the heap grows and is collected. What came before the thread's code is a gap. */
export function answerHistory(
  trace: MadeTrace,
  key: number,
  steps: number,
  nowNs = trace.nowNs,
): ThreadHistory | null {
  const thread = trace.threads.find(one => one.key === key);
  if (!thread) return null;
  const startNs = thread.createdNs;
  const stepNs = Math.max(1, (Math.min(nowNs, thread.endedNs ?? nowNs) - startNs) / steps);
  const spans = trace.spans.get(key) ?? [];
  const cpuShare = new Float32Array(steps).fill(Number.NaN);
  const heapUsedBytes = new Float64Array(steps).fill(Number.NaN);
  for (let step = 0; step < steps; step++) {
    const fromNs = startNs + step * stepNs;
    const toNs = fromNs + stepNs;
    if (fromNs < (thread.codeBeginsNs ?? 0)) continue;
    cpuShare[step] = spans.reduce((share, { state, startNs: from, endNs: to }) => {
      const ns = Math.max(0, Math.min(to, toNs) - Math.max(from, fromNs));
      return state === 'running' ? share + ns / stepNs : share;
    }, 0);
    if (thread.vitals) heapUsedBytes[step] = (14 + ((step * 1.7) % 29)) * 2 ** 20;
  }
  return { thread: key, startNs, stepNs, cpuShare, heapUsedBytes };
}
