import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  TimeScale,
  longestWindowNs,
  orderedRange,
  padded,
  shortestWindowNs,
} from '../../src/panel/timeScale.ts';

const moment = fc.double({ min: 0, max: 4 * 3600e9, noNaN: true });
const duration = fc.double({ min: Math.log(1e3), max: Math.log(3600e9), noNaN: true }).map(Math.exp);
const width = fc.integer({ min: 50, max: 4000 });
const scales = fc.tuple(moment, duration, width).map(([from, length, px]) => {
  return new TimeScale({ fromNs: from, toNs: from + length }, px);
});

/** So close as numbers of this size can be told apart. */
function near(actual: number, expected: number, scale: TimeScale, pixels = 0.01): void {
  const slack = pixels * scale.nsPerPx + Math.abs(scale.toNs) * 1e-12;
  assert.ok(Math.abs(actual - expected) <= slack, `${actual} is not ${expected} ± ${slack}`);
}

describe('time scale', () => {
  it('goes to pixels and back', () => {
    fc.assert(
      fc.property(scales, fc.double({ min: 0, max: 1, noNaN: true }), (scale, part) => {
        const ns = scale.fromNs + part * scale.durationNs;
        near(scale.toNsAt(scale.toPx(ns)), ns, scale);
      }),
    );
  });

  it('maps the edges of the window to the edges of the screen', () => {
    fc.assert(
      fc.property(scales, scale => {
        assert.equal(scale.toPx(scale.fromNs), 0);
        assert.ok(Math.abs(scale.toPx(scale.toNs) - scale.widthPx) < 1e-6);
      }),
    );
  });

  it('keeps what is under the pointer there while zooming', () => {
    fc.assert(
      fc.property(
        scales,
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (scale, factor, part) => {
          const px = part * scale.widthPx;
          const ns = scale.toNsAt(px);
          const zoomed = scale.zoomed(factor, px);
          near(zoomed.toNsAt(px), ns, scale, 0.05);
        },
      ),
    );
  });

  it('zooms in and out again to where it was', () => {
    fc.assert(
      fc.property(scales, fc.double({ min: 1, max: 4, noNaN: true }), (scale, factor) => {
        fc.pre(scale.durationNs / factor > shortestWindowNs * 10);
        const px = scale.widthPx / 3;
        const back = scale.zoomed(factor, px).zoomed(1 / factor, px);
        near(back.fromNs, scale.fromNs, scale);
        near(back.toNs, scale.toNs, scale);
      }),
    );
  });

  it('pans by pixels without changing the scale', () => {
    fc.assert(
      fc.property(scales, fc.integer({ min: -5000, max: 5000 }), (scale, px) => {
        const panned = scale.panned(px);
        near(panned.toNsAt(0), scale.toNsAt(px), scale);
        near(panned.durationNs, scale.durationNs, scale);
      }),
    );
  });

  it('has a shortest and a longest window', () => {
    fc.assert(
      fc.property(scales, fc.constantFrom(1e-12, 1e12), (scale, factor) => {
        const zoomed = scale.zoomed(factor, 10);
        near(zoomed.durationNs, factor > 1 ? shortestWindowNs : longestWindowNs, zoomed);
      }),
    );
  });

  it('never loses the run out of sight', () => {
    fc.assert(
      fc.property(scales, moment, (scale, end) => {
        const kept = scale.kept({ fromNs: 0, toNs: end });
        const middle = (kept.fromNs + kept.toNs) / 2;
        const slack = Math.abs(scale.toNs) * 1e-9;
        assert.ok(middle >= -slack && middle <= end + slack, `${middle} is outside of 0..${end}`);
      }),
    );
  });

  it('orders the ends of a range, and pads it', () => {
    assert.deepEqual(orderedRange(5, 2), { fromNs: 2, toNs: 5 });
    assert.deepEqual(padded({ fromNs: 1000, toNs: 2000 }, 0.1, 0.5), { fromNs: 900, toNs: 2500 });
  });
});
