import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Boxes, layoutSpans } from '../../src/panel/boxes.ts';
import { shareAt } from '../../src/panel/laneShares.ts';
import { paintBox } from '../../src/panel/painter.ts';
import type { Fills } from '../../src/panel/painter.ts';
import { rasterShares } from '../../src/panel/shareRaster.ts';
import { stateColours } from '../../src/panel/theme.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';
import type { LaneShares, LaneSpans } from '../../src/protocol/panel.ts';
import { provenances, threadStates } from '../../src/protocol/words.ts';
import type { ThreadState } from '../../src/protocol/words.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { realTrace } from './support/realTrace.ts';
import { makeProcess, makeRun, makeThread } from './support/traces.ts';
import type { MadeSpan } from './support/traces.ts';

const widthPx = 240;
/** So fine that rounding to pixels of the screen is no matter. */
const pixelRatio = 1024;
const fills = {
  ink: { states: Object.fromEntries(Object.keys(stateColours.dark).map(state => [state, state])) },
  pixelRatio,
  fill: (state: ThreadState) => state,
} as unknown as Fills;

const anySpan = fc.record({
  state: fc.constantFrom(...threadStates),
  lengthNs: fc.integer({ min: 1, max: 1_000_000 }),
  known: fc.constantFrom(...provenances),
});
/** From a handful, drawn one by one, to more than there are pixels many times over. */
const anyLife = fc
  .tuple(fc.array(anySpan, { minLength: 4, maxLength: 40 }), fc.constantFrom(1, 20, 100, 200, 400))
  .map(([spans, times]) => Array.from({ length: times }, () => spans).flat());
const anyWindow = fc.record({
  from: fc.double({ min: -0.3, max: 1, noNaN: true }),
  length: fc.double({ min: 0.01, max: 1.5, noNaN: true }),
});

/** What is drawn: of each state the part of the room of a window. */
type Drawn = Map<string, number>;

/** A canvas that measures what boxes are painted. */
class Measuring {
  fillStyle = '';
  globalAlpha = 1;
  readonly drawn: Drawn = new Map<string, number>();

  fillRect(x: number, _y: number, width: number): void {
    const inView = Math.max(0, Math.min(widthPx, x + width) - Math.max(0, x));
    this.drawn.set(this.fillStyle, (this.drawn.get(this.fillStyle) ?? 0) + inView / widthPx);
  }
}

function drawnAsBoxes(lane: LaneSpans, scale: TimeScale): Drawn {
  const measuring = new Measuring();
  const boxes = new Boxes();
  layoutSpans(lane, scale, pixelRatio, boxes);
  for (let i = 0; i < boxes.count; i++) {
    // Too low for an outline, which would be counted with its box.
    const slot = { topPx: 0, heightPx: 5 };
    const state = threadStates[boxes.state[i] ?? 0] ?? 'waiting';
    const context = measuring as unknown as CanvasRenderingContext2D;
    paintBox(context, state, boxes.x[i] ?? 0, boxes.width[i] ?? 0, slot, fills);
  }
  return measuring.drawn;
}

/** Every pixel of a state is its number, plus one. */
const texels = { side: 1, of: threadStates.map((_, state) => Uint32Array.of(state + 1)) };

function drawnAsShares(lane: LaneShares): Drawn {
  const heightPx = 4096;
  const counts = new Uint32Array(threadStates.length + 1);
  for (const pixel of rasterShares(lane, 0, lane.buckets, heightPx, 1, texels, 0))
    counts[pixel] = (counts[pixel] ?? 0) + 1;
  return new Map(
    threadStates.map((state, index) => [state, (counts[index + 1] ?? 0) / (lane.buckets * heightPx)]),
  );
}

describe('what is drawn of a lane', () => {
  it('takes of each state as much room as the spans take time, as spans or as shares', () => {
    let asShares = 0;
    fc.assert(
      fc.property(anyLife, anyWindow, (life, window) => {
        let atNs = 0;
        const spans = life.map(({ state, lengthNs, known }): MadeSpan => {
          const startNs = atNs;
          atNs += lengthNs;
          return { startNs, endNs: atNs, state, known, cause: null };
        });
        const fromNs = window.from * atNs;
        const toNs = fromNs + window.length * atNs;
        const trace = realTrace({
          run: makeRun(),
          nowNs: atNs,
          processes: [makeProcess()],
          threads: [makeThread({ endedNs: atNs, outcome: 'finished' })],
          spans: new Map([[0, spans]]),
          messages: [],
        });
        const answer = queryWindow(trace, { fromNs, toNs, widthPx, threads: [0], maxMessages: 0 }, atNs);
        const [lane] = answer.lanes;
        assert.ok(lane);
        const scale = new TimeScale({ fromNs, toNs }, widthPx);
        if (lane.kind === 'shares') asShares++;
        const drawn = lane.kind === 'shares' ? drawnAsShares(lane) : drawnAsBoxes(lane, scale);
        for (const state of threadStates) {
          const naive = spans
            .filter(span => span.state === state)
            .reduce(
              (sum, { startNs, endNs }) =>
                sum + Math.max(0, Math.min(endNs, toNs) - Math.max(startNs, fromNs)),
              0,
            );
          const room = drawn.get(state) ?? 0;
          assert.ok(
            Math.abs(room - naive / (toNs - fromNs)) < 2e-3,
            `${lane.kind}, ${state}: ${naive / (toNs - fromNs)} of the time, ${room} of the room`,
          );
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(asShares > 20, `only ${asShares} were drawn as shares`);
  });

  it('is never more than a whole lane, however many spans there are', () => {
    for (const count of [100, 500, 2000, 9000, 40_000]) {
      const spans = Array.from({ length: count }, (_, i): MadeSpan => {
        const state = i % 3 === 0 ? 'running' : i % 3 === 1 ? 'waiting' : 'blocked';
        return { startNs: i * 1000, endNs: (i + 1) * 1000, state, known: 'told', cause: null };
      });
      const endNs = count * 1000;
      const trace = realTrace({
        run: makeRun(),
        nowNs: endNs,
        processes: [makeProcess()],
        threads: [makeThread({ endedNs: endNs, outcome: 'finished' })],
        spans: new Map([[0, spans]]),
        messages: [],
      });
      for (const buckets of [7, 40, 80]) {
        const query = { fromNs: 0, toNs: endNs, widthPx: buckets, threads: [0], maxMessages: 0 };
        const [lane] = queryWindow(trace, query, endNs).lanes;
        if (lane?.kind !== 'shares') continue;
        for (let bucket = 0; bucket < buckets; bucket++) {
          const sum = threadStates.reduce((whole, _, state) => whole + shareAt(lane, bucket, state), 0);
          assert.ok(Math.abs(sum - 1) < 1e-3, `${count} spans, stretch ${bucket} of ${buckets}: ${sum}`);
        }
      }
    }
  });
});
