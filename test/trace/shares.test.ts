import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wholeShare } from '../../src/protocol/panel.ts';
import { provenances, threadStates } from '../../src/protocol/words.ts';
import { sharesOf } from '../../src/trace/shares.ts';
import { Spans } from '../../src/trace/spans.ts';

/** Kept chunks and those that are not are rounded at other moments. */
const mostRounding = 6;

/** Bursts of spans with pauses between them; now and then the latest are taken back. */
const anyLife = fc.record({
  seed: fc.integer({ min: 1, max: 1e9 }),
  count: fc.integer({ min: 2, max: 6000 }),
  firstNs: fc.constantFrom(0, 12_345, 987_654_321_012),
  gapNs: fc.constantFrom(30, 2000, 70_000, 5e6),
  pauseEvery: fc.constantFrom(Infinity, 20, 90, 700),
  pauseGaps: fc.constantFrom(10, 300, 1e5),
  takeBackEvery: fc.constantFrom(Infinity, 17, 333),
  takenBack: fc.integer({ min: 1, max: 300 }),
});
type Life = typeof anyLife extends fc.Arbitrary<infer Value> ? Value : never;

const anyWindow = fc.record({
  from: fc.double({ min: -0.2, max: 1, noNaN: true }),
  length: fc.double({ min: 0.001, max: 1.3, noNaN: true }),
  buckets: fc.integer({ min: 1, max: 300 }),
});

function live(life: Life): { spans: Spans; endNs: number } {
  let { seed } = life;
  const random = (limit: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const spans = new Spans();
  let atNs = life.firstNs;
  for (let index = 0; index < life.count; index++) {
    spans.begin(atNs, threadStates[random(4) + 2] ?? 'running', 'told', index);
    atNs += 1 + random(life.gapNs);
    if (index % life.pauseEvery === life.pauseEvery - 1) atNs += random(life.gapNs * life.pauseGaps);
    if (index % life.takeBackEvery !== life.takeBackEvery - 1) continue;
    atNs = spans.startAt(Math.max(0, spans.length - 1 - random(life.takenBack))) + random(life.gapNs);
    spans.takeBackTo(atNs);
  }
  return { spans, endNs: Math.max(atNs, spans.lastStartNs) + random(life.gapNs * 10) };
}

/** How long the thread had been in a state by a moment, by all spans before. */
function naiveSums(spans: Spans, endNs: number): (timeNs: number, state: number) => number {
  const starts = Array.from({ length: spans.length }, (_, row) => spans.startAt(row));
  const sums = threadStates.map(() => new Float64Array(spans.length + 1));
  starts.forEach((startNs, row) => {
    for (const sum of sums) sum[row + 1] = sum[row] ?? 0;
    const sum = sums[spans.stateAt(row)];
    if (sum) sum[row + 1] = (sum[row] ?? 0) + (starts[row + 1] ?? endNs) - startNs;
  });
  return (timeNs, state) => {
    const at = Math.min(timeNs, endNs);
    let low = 0;
    for (let high = starts.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const row = low - 1;
    return (sums[state]?.[row] ?? 0) + (spans.stateAt(row) === state ? at - (starts[row] ?? 0) : 0);
  };
}

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

  it('are those of the spans, but for two stretches, wherever these are many, few or taken back', () => {
    fc.assert(
      fc.property(anyLife, anyWindow, (life, window) => {
        const { spans, endNs } = live(life);
        const wholeNs = endNs - spans.startAt(0);
        const fromNs = spans.startAt(0) + window.from * wholeNs;
        const toNs = fromNs + window.length * wholeNs;
        const { buckets } = window;
        const { states, share } = sharesOf(0, spans, fromNs, toNs, buckets, endNs);
        const bucketNs = (toNs - fromNs) / buckets;
        // What is there at all has a part of its own in each.
        const roundingNs = (bucketNs * (buckets + 2)) / wholeShare + 1;
        const upTo = naiveSums(spans, endNs);
        for (const [place, state] of states.entries()) {
          const before = upTo(fromNs, state);
          let drawnNs = 0;
          for (let bucket = 0; bucket < buckets; bucket++) {
            drawnNs += ((share[bucket * states.length + place] ?? 0) / wholeShare) * bucketNs;
            const atNs = fromNs + (bucket + 1) * bucketNs;
            const isEnd = bucket === buckets - 1;
            const least = upTo(isEnd ? toNs : Math.max(fromNs, atNs - 2 * bucketNs), state) - before;
            const most = upTo(isEnd ? toNs : Math.min(toNs, atNs + 2 * bucketNs), state) - before;
            assert.ok(
              drawnNs >= least - roundingNs && drawnNs <= most + roundingNs,
              `${threadStates[state] ?? ''}, up to stretch ${bucket} of ${buckets}: ${drawnNs} of ${least} to ${most}`,
            );
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('of a thread whose spans were taken back are those of one whose were not', () => {
    fc.assert(
      fc.property(anyLife, anyWindow, (life, window) => {
        const { spans, endNs } = live(life);
        const straight = new Spans();
        for (let row = 0; row < spans.length; row++)
          straight.begin(
            spans.startAt(row),
            threadStates[spans.stateAt(row)] ?? 'created',
            provenances[spans.knownAt(row)] ?? 'told',
            spans.causeAt(row),
          );
        const fromNs = spans.startAt(0) + window.from * (endNs - spans.startAt(0));
        const toNs = fromNs + window.length * (endNs - spans.startAt(0));
        const one = sharesOf(0, spans, fromNs, toNs, window.buckets, endNs);
        const other = sharesOf(0, straight, fromNs, toNs, window.buckets, endNs);
        assert.deepEqual(one.states, other.states);
        one.share.forEach((parts, at) => {
          const difference = Math.abs(parts - (other.share[at] ?? 0));
          assert.ok(difference <= mostRounding, `${parts} and ${other.share[at] ?? 0} parts`);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('take no more room when spans come in bursts with long pauses', () => {
    const bytesPerSpan = (burst: number, pauseNs: number): number => {
      const spans = new Spans();
      let atNs = 0;
      for (let index = 0; index < 30_000; index++) {
        spans.begin(atNs, index % 2 === 0 ? 'running' : 'waiting', 'told');
        atNs += index % burst === burst - 1 ? pauseNs : 3000;
      }
      assert.ok(spans.bins.chunks.bytes > 0);
      return spans.bins.chunks.bytes / spans.length;
    };
    const steady = bytesPerSpan(500, 3000);
    for (const burst of [80, 500])
      for (const pauseNs of [1e6, 1e9, 3.6e12]) {
        const bytes = bytesPerSpan(burst, pauseNs);
        assert.ok(bytes < 2.5 * steady, `bursts of ${burst}, ${pauseNs} ns: ${bytes} in place of ${steady}`);
      }
  });
});
