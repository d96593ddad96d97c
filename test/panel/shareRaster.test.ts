import assert from 'node:assert/strict';
import { makeShares } from '../../src/panel/laneShares.ts';
import { rasterShares } from '../../src/panel/shareRaster.ts';
import type { Texels } from '../../src/panel/shareRaster.ts';
import { threadStates } from '../../src/protocol/words.ts';
import type { ThreadState } from '../../src/protocol/words.ts';

type Buckets = readonly Partial<Record<ThreadState, number>>[];

function laneOf(buckets: Buckets) {
  const share = new Float32Array(buckets.length * threadStates.length);
  buckets.forEach((states, bucket) => {
    for (const [state, value] of Object.entries(states) as [ThreadState, number][])
      share[bucket * threadStates.length + threadStates.indexOf(state)] = value;
  });
  return makeShares(0, buckets.length, share);
}

/** Each state's pixels are its first letter: of sleeping a capital one in every other column. */
const texels: Texels = {
  side: 2,
  of: threadStates.map(state => {
    const letter = state.charCodeAt(0);
    const other = state === 'sleeping' ? state.toUpperCase().charCodeAt(0) : letter;
    return Uint32Array.of(letter, other, letter, other);
  }),
};

function picture(
  buckets: Buckets,
  heightPx: number,
  { first = 0, firstTexel = 0, columnPx = 1 } = {},
): readonly string[] {
  const pixels = rasterShares(laneOf(buckets), first, buckets.length, heightPx, columnPx, texels, firstTexel);
  const width = (buckets.length - first) * columnPx;
  return Array.from({ length: heightPx }, (_, y) =>
    [...pixels.subarray(y * width, (y + 1) * width)]
      .map(pixel => (pixel === 0 ? '.' : String.fromCharCode(pixel)))
      .join(''),
  );
}

describe('a picture of shares', () => {
  it('stacks the states of each bucket, what is busy below what is idle', () => {
    assert.deepEqual(
      picture([{ running: 0.5, waiting: 0.5 }, { waiting: 1 }, { blocked: 0.25, running: 0.75 }], 4),
      ['wwb', 'wwr', 'rwr', 'rwr'],
    );
  });

  it('gives a pixel to what is there at all, and none to what is not', () => {
    assert.deepEqual(picture([{ running: 0.001, waiting: 0.999 }, {}], 3), ['w.', 'w.', 'r.']);
  });

  it('leaves free the part of a bucket in which there was no thread', () => {
    assert.deepEqual(picture([{ running: 0.5 }], 4), ['.', '.', 'r', 'r']);
  });

  it('is never higher than its lane, however many states want their pixel', () => {
    assert.deepEqual(picture([{ running: 0.97, ready: 0.01, blocked: 0.01, starting: 0.01 }], 2), ['r', 'r']);
  });

  it('begins where it is told to, in the lane and in the textures', () => {
    const buckets = [{ running: 1 }, { sleeping: 1 }, { sleeping: 1 }, { sleeping: 1 }];
    assert.deepEqual(picture(buckets, 1, { first: 1 }), ['sSs']);
    assert.deepEqual(picture(buckets, 1, { first: 1, firstTexel: 1 }), ['SsS']);
    assert.deepEqual(picture(buckets, 1), ['rSsS']);
  });

  it('does not stretch the textures of wide buckets', () => {
    assert.deepEqual(picture([{ running: 1 }, { sleeping: 1 }], 1, { columnPx: 3 }), ['rrrSsS']);
  });
});
