import assert from 'node:assert/strict';
import { paintCores } from '../../src/panel/corePainter.ts';
import { busyShareIn, nextSlice, sliceAt, sliceUnder, slicesIn } from '../../src/panel/coreSlices.ts';
import { stateColours } from '../../src/panel/theme.ts';
import type { Ink } from '../../src/panel/theme.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';
import type { CoreLane, CoresAnswer } from '../../src/protocol/panel.ts';
import { makeThread, primes } from './support/traces.ts';
import { realTrace } from './support/realTrace.ts';

type Slice = readonly [fromNs: number, toNs: number, thread: number, own: number, busy: number];

function lane(core: number, ...slices: readonly Slice[]): CoreLane {
  return {
    core,
    startNs: Float64Array.from(slices, slice => slice[0]),
    endNs: Float64Array.from(slices, slice => slice[1]),
    thread: Uint32Array.from(slices, slice => slice[2]),
    ownShare: Float32Array.from(slices, slice => slice[3]),
    busyShare: Float32Array.from(slices, slice => slice[4]),
  };
}

const first = lane(0, [0, 20, 1, 1, 1], [20, 30, 2, 0.5, 0.75], [60, 80, 2, 1, 1]);
const answer: CoresAnswer = { fromNs: 0, toNs: 100, cores: [first, lane(3, [10, 20, 0, 1, 1])] };

describe('slices of a core', () => {
  it('are found by moment and row; where nothing ran there is none', () => {
    assert.equal(sliceUnder(answer, 25, 5)?.thread, 2);
    assert.equal(sliceUnder(answer, 40, 5), null);
    assert.equal(sliceUnder(answer, 15, 30)?.core, 3);
    assert.equal(sliceUnder(answer, 15, 60), null);
    assert.equal(sliceUnder(answer, 15, -5), null);
    assert.equal(sliceAt(first, 3), null);
  });

  it('that touch a window are found without looking at the others', () => {
    assert.deepEqual(slicesIn(first, { fromNs: 25, toNs: 59 }), { first: 1, end: 2 });
    assert.deepEqual(slicesIn(first, { fromNs: 30, toNs: 60 }), { first: 2, end: 3 });
  });

  it('are stepped through one by one, over gaps, to both ends', () => {
    const start = sliceAt(first, 0);
    assert.ok(start);
    const second = nextSlice(first, start, 1);
    assert.equal(second?.fromNs, 20);
    assert.equal(nextSlice(first, { fromNs: 20, toNs: 30 }, 1)?.fromNs, 60);
    assert.equal(nextSlice(first, { fromNs: 60, toNs: 80 }, 1), null);
    assert.equal(nextSlice(first, { fromNs: 60, toNs: 80 }, -1)?.fromNs, 20);
    assert.equal(nextSlice(first, { fromNs: 20, toNs: 30 }, -1)?.fromNs, 0);
    assert.equal(nextSlice(first, start, -1), null);
  });

  it('say how busy the core was, whoever it was with', () => {
    assert.equal(busyShareIn(first, { fromNs: 0, toNs: 100 }), (20 + 7.5 + 20) / 100);
    assert.equal(busyShareIn(first, { fromNs: 25, toNs: 35 }), 3.75 / 10);
  });

  it('of a real trace: no two overlap, no share is above one, and each thread ran for as long as it did', () => {
    const made = primes();
    const { cores } = realTrace(made).cores.query({ fromNs: 0, toNs: made.nowNs, widthPx: 1000 }, 0);
    assert.ok(cores.length > 1);
    let ranNs = 0;
    for (const one of cores) {
      for (let i = 0; i < one.startNs.length; i++) {
        const slice = sliceAt(one, i);
        assert.ok(slice && slice.ownShare <= slice.busyShare && slice.busyShare <= 1);
        assert.ok(i === 0 || slice.fromNs >= (one.endNs[i - 1] ?? 0));
        if (slice.thread === 1) ranNs += slice.ownShare * (slice.toNs - slice.fromNs);
      }
    }
    assert.ok(Math.abs(ranNs - 162e6) < 3e6, `${ranNs}`);
  });
});

describe('cores', () => {
  const ink: Ink = {
    kind: 'dark',
    states: stateColours.dark,
    background: 'background',
    foreground: 'foreground',
    muted: 'muted',
    grid: 'grid',
    accent: 'accent',
    link: 'link',
    findings: { error: 'error', warning: 'warning', info: 'info' },
    range: 'range',
    lit: 'lit',
    threads: ['blue', 'green'],
    fontFamily: 'sans-serif',
  };

  function painted(selected: number | null): readonly string[] {
    const calls: string[] = [];
    const context = {
      fillStyle: '',
      font: '',
      textBaseline: '',
      globalAlpha: 1,
      fillRect(x: number, y: number, width: number, height: number) {
        calls.push(`${this.fillStyle} ${x},${y} ${width}×${height} at ${this.globalAlpha}`);
      },
      measureText: (text: string) => ({ width: text.length * 6 }),
      fillText: (text: string, x: number) => calls.push(`"${text}" at ${x}`),
    };
    paintCores(context as unknown as CanvasRenderingContext2D, {
      cores: { ...answer, cores: [first] },
      threads: new Map([1, 2].map(key => [key, makeThread({ key, name: `w${key}` })])),
      selected,
      scale: new TimeScale({ fromNs: 0, toNs: 100 }, 1000),
      scrollTopPx: 0,
      heightPx: 100,
      pixelRatio: 1,
      ink,
    });
    return calls;
  }

  it('are drawn as the part that the thread had, and above it the part of others; a name stands there once', () => {
    assert.deepEqual(painted(null), [
      'muted 0,17 1000×1 at 0.3',
      'green 0,4 200×14 at 1',
      'muted 200,7 100×4 at 0.45',
      'blue 200,11 100×7 at 1',
      'background 200,4 1×14 at 1',
      'blue 600,4 200×14 at 1',
      'background 4,5.5 18×11 at 0.86',
      '"w1" at 7',
      'background 204,5.5 18×11 at 0.86',
      '"w2" at 207',
      'background 604,5.5 18×11 at 0.86',
      '"w2" at 607',
    ]);
  });

  it('let others step back behind the selected thread', () => {
    const calls = painted(2);
    assert.ok(calls.includes('green 0,4 200×14 at 0.3'));
    assert.ok(calls.includes('blue 600,4 200×14 at 1'));
  });
});
