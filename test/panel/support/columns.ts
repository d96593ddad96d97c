import type { LaneSpans } from '../../../src/protocol/panel.ts';
import { provenances, threadStates } from '../../../src/protocol/words.ts';
import type { MadeSpan } from './traces.ts';

/** Made-up spans as the columns of a window's answer. */
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
