import { noThread, type MessageDetails } from '../protocol/panel.ts';
import { provenances, threadStates, type Nanoseconds } from '../protocol/words.ts';
import type { Trace } from './trace.ts';

/** Nobody reads a longer list of what a receiver did meanwhile; the longest spans explain the wait. */
const mostSpans = 50;

/** One message, and the spans of its receiver that lie between sending and delivery: they kept it waiting. */
export function messageDetails(trace: Trace, message: number, nowNs: Nanoseconds): MessageDetails | null {
  const { messages, originNs } = trace;
  if (!Number.isInteger(message) || message < 0 || message >= messages.length) return null;
  const to = messages.toOf(message);
  const sentNs = messages.sentNsOf(message);
  const receivedNs = known(messages.receivedNsOf(message));
  const handled = known(messages.handledNsOf(message));
  return {
    id: message,
    from: messages.fromOf(message),
    to: to === noThread ? null : to,
    sentNs: sentNs - originNs,
    tookNs: known(messages.tookNsOf(message)),
    receivedNs: receivedNs === null ? null : receivedNs - originNs,
    handledNs: receivedNs === null || handled === null ? null : receivedNs + handled - originNs,
    bytes: messages.bytesOf(message),
    meanwhile: receivedNs === null ? [] : meanwhile(trace, to, sentNs, receivedNs, nowNs),
  };
}

function meanwhile(
  trace: Trace,
  receiver: number,
  sentNs: Nanoseconds,
  receivedNs: Nanoseconds,
  nowNs: Nanoseconds,
): MessageDetails['meanwhile'] {
  const spans = trace.threads[receiver]?.timeline.spans;
  if (spans === undefined) return [];
  const { first, end } = spans.range(sentNs, receivedNs);
  const found = Array.from({ length: end - first }, (_, row) => {
    const endNs = spans.endAt(first + row, nowNs);
    return {
      startNs: Math.max(sentNs, spans.startAt(first + row)) - trace.originNs,
      endNs: Math.min(receivedNs, endNs) - trace.originNs,
      state: threadStates[spans.stateAt(first + row)] ?? 'running',
      known: provenances[spans.knownAt(first + row)] ?? 'told',
      cause: trace.causes.text(spans.causeAt(first + row), endNs),
    };
  }).filter(span => span.endNs > span.startNs);
  if (found.length <= mostSpans) return found;
  const longest = found.sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs)).slice(0, mostSpans);
  return longest.sort((a, b) => a.startNs - b.startNs);
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
