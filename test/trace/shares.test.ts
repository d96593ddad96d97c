import assert from 'node:assert/strict';
import { wholeShare } from '../../src/protocol/panel.ts';
import { threadStates } from '../../src/protocol/words.ts';
import { sharesOf } from '../../src/trace/shares.ts';
import { Spans } from '../../src/trace/spans.ts';

describe('shares', () => {
  it('are never more than the whole, however they are rounded in sum', () => {
    // Of a stretch, half a part is waited at first: then each end of a stretch lies where rounding turns over.
    for (const partNs of [3, 6, 7, 10, 14, 22, 26, 38, 46]) {
      const bucketNs = wholeShare * partNs;
      for (const spanNs of [bucketNs / 7, bucketNs / 3, bucketNs * 3]) {
        const buckets = 400;
        const spans = new Spans();
        spans.begin(0, 'waiting', 'told');
        let isTold = true;
        for (let atNs = partNs / 2; atNs < buckets * bucketNs; atNs += spanNs) {
          spans.begin(atNs, 'running', isTold ? 'told' : 'sampled');
          isTold = !isTold;
        }
        const endNs = buckets * bucketNs;
        const { states, share } = sharesOf(0, spans, 0, endNs, buckets, endNs);
        const place = states.indexOf(threadStates.indexOf('running'));
        for (let bucket = 0; bucket < buckets; bucket++) {
          const running = share[bucket * states.length + place] ?? 0;
          assert.ok(
            running >= wholeShare - 1 && running <= wholeShare,
            `stretch ${bucket} of ${bucketNs} ns, spans of ${spanNs} ns: ${running} parts`,
          );
        }
      }
    }
  });
});
