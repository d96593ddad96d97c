import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Boxes, layoutSpans } from '../../src/panel/boxes.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';
import { threadStates } from '../../src/protocol/words.ts';
import type { ThreadState } from '../../src/protocol/words.ts';
import { spansOf } from './support/columns.ts';
import type { MadeSpan } from './support/traces.ts';

type Short = readonly [state: ThreadState, durationNs: number];

function lane(fromNs: number, ...parts: readonly Short[]) {
  let atNs = fromNs;
  const spans = parts.map(([state, length]): MadeSpan => {
    const span = { startNs: atNs, endNs: atNs + length, state, known: 'told' as const, cause: null };
    atNs = span.endNs;
    return span;
  });
  return spansOf(0, spans);
}

function dump(boxes: Boxes): string {
  const words: string[] = [];
  for (let i = 0; i < boxes.count; i++) {
    words.push(`${threadStates[boxes.state[i] ?? 0]} ${boxes.x[i]}+${boxes.width[i]}`);
  }
  return words.join(', ');
}

const boxes = new Boxes();
const scale = new TimeScale({ fromNs: 0, toNs: 1000 }, 100);

describe('boxes', () => {
  it('lie where their spans are', () => {
    layoutSpans(lane(100, ['starting', 200], ['running', 300]), scale, 1, boxes);
    assert.equal(dump(boxes), 'starting 10+20, running 30+30');
  });

  it('lie on whole pixels of the device', () => {
    layoutSpans(lane(103, ['running', 204]), scale, 1, boxes);
    assert.equal(dump(boxes), 'running 10+21');
    layoutSpans(lane(103, ['running', 204]), scale, 2, boxes);
    assert.equal(dump(boxes), 'running 10.5+20');
  });

  it('are cut where they leave the screen', () => {
    layoutSpans(lane(-5000, ['running', 10_000]), scale, 1, boxes);
    assert.equal(dump(boxes), 'running -4+108');
  });

  it('of the shortest span are a pixel, and the neighbour gives way', () => {
    layoutSpans(lane(0, ['waiting', 501], ['running', 1], ['waiting', 400]), scale, 1, boxes);
    assert.equal(dump(boxes), 'waiting 0+50, running 50+1, waiting 51+39');
  });

  it('that share a pixel show the state that took most of it', () => {
    layoutSpans(lane(500, ['running', 1], ['waiting', 2], ['running', 0.5], ['blocked', 1]), scale, 1, boxes);
    assert.equal(dump(boxes), 'waiting 50+1');
  });

  it('never leave a lane empty in which something happened', () => {
    const parts = fc.array(
      fc.tuple(fc.constantFrom(...threadStates), fc.double({ min: 1e-3, max: 2e3, noNaN: true })),
      {
        minLength: 1,
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(
        parts,
        fc.double({ min: 0, max: 900, noNaN: true }),
        fc.constantFrom(1, 1.5, 2, 3),
        (made, from, ratio) => {
          const spans = lane(from, ...made);
          layoutSpans(spans, scale, ratio, boxes);
          assert.ok(boxes.count > 0);
          for (let i = 0; i < boxes.count; i++) {
            assert.ok((boxes.width[i] ?? 0) >= 0.99 / ratio, 'at least a pixel');
            const end = (boxes.x[i - 1] ?? -99) + (boxes.width[i - 1] ?? 0);
            if (i > 0) assert.ok((boxes.x[i] ?? 0) >= end - 1.01 / ratio, 'in order');
          }
          // Every moment at which the thread lived is under a box, or next to one.
          for (let n = 0; n < made.length; n++) {
            const middle = ((spans.startNs[n] ?? 0) + (spans.endNs[n] ?? 0)) / 2;
            if (middle < 1000) assert.ok(boxes.at(scale.toPx(middle), 1.01) >= 0, `nothing at ${middle}`);
          }
        },
      ),
    );
  });

  it('grow as needed', () => {
    const many = Array.from({ length: 900 }, (_, i): Short => [i % 2 === 0 ? 'running' : 'waiting', 1]);
    layoutSpans(lane(0, ...many), new TimeScale({ fromNs: 0, toNs: 900 }, 9000), 1, boxes);
    assert.equal(boxes.count, 900);
    assert.equal(boxes.at(4505), 450);
  });
});
