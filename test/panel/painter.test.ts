import assert from 'node:assert/strict';
import { Boxes } from '../../src/panel/boxes.ts';
import { makeShares } from '../../src/panel/laneShares.ts';
import { paintBox, paintBoxes, paintStack } from '../../src/panel/painter.ts';
import type { Fills } from '../../src/panel/painter.ts';
import { stateColours } from '../../src/panel/theme.ts';
import type { ThemeKind } from '../../src/panel/theme.ts';
import { provenances, threadStates } from '../../src/protocol/words.ts';
import type { Provenance, ThreadState } from '../../src/protocol/words.ts';
import { contrast, painted } from './support/colourVision.ts';
import { themes } from './support/themes.ts';

/** A canvas that only writes down what is filled: which colour, where. */
class Recording {
  fillStyle = '';
  globalAlpha = 1;
  readonly calls: string[] = [];
  fillRect(x: number, y: number, width: number, height: number): void {
    const alpha = this.globalAlpha === 1 ? '' : ` at ${this.globalAlpha}`;
    this.calls.push(`${this.fillStyle} ${x},${y} ${width}×${height}${alpha}`);
  }
}

/** A canvas that knows what colour each pixel has. */
class Pixels {
  fillStyle = '';
  globalAlpha = 1;
  readonly #colours: string[];

  constructor(
    private readonly width: number,
    height: number,
    ground: string,
  ) {
    this.#colours = Array.from({ length: width * height }, () => ground);
  }

  fillRect(left: number, top: number, width: number, height: number): void {
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) {
        const at = y * this.width + x;
        this.#colours[at] = painted(this.fillStyle, this.#colours[at] ?? '', this.globalAlpha);
      }
  }

  column(x: number): readonly string[] {
    return this.#colours.filter((_, at) => at % this.width === x);
  }
}

function record(paint: (context: CanvasRenderingContext2D) => void): readonly string[] {
  const recording = new Recording();
  // What the painter does not use is not there: using it would fail the test.
  paint(recording as unknown as CanvasRenderingContext2D);
  return recording.calls;
}

const states = Object.fromEntries(
  Object.keys(stateColours.dark).map(state => [state, state]),
) as Fills['ink']['states'];
const ink: Fills['ink'] = {
  kind: 'dark',
  states,
  background: 'background',
  foreground: 'foreground',
  muted: 'muted',
  grid: 'grid',
  accent: 'accent',
  link: 'link',
  range: 'range',
  findings: { error: 'error', warning: 'warning', info: 'info' },
  lit: 'lit',
  threads: ['blue', 'green'],
  fontFamily: 'sans-serif',
};
const fills: Fills = { ink, pixelRatio: 1, fill: state => `${state} texture` };
const slot = { topPx: 4, heightPx: 14 };

function box(state: ThreadState, x: number, width: number, known: Provenance = 'told'): Boxes {
  const boxes = new Boxes();
  boxes.push(x, width, threadStates.indexOf(state), provenances.indexOf(known), 0);
  return boxes;
}

describe('painter', () => {
  it('gives states different heights and textures, not only colours', () => {
    const first = (state: ThreadState) =>
      record(context => paintBoxes(context, box(state, 10, 30), slot, fills))[0];
    assert.deepEqual((['running', 'waiting', 'starting', 'blocked', 'sleeping'] as const).map(first), [
      'running texture 10,4 30×14',
      'waiting texture 10,10 30×3',
      'starting texture 10,7 30×8',
      'blocked texture 10,6 30×11',
      'sleeping texture 10,8 30×6',
    ]);
  });

  it('paints narrow boxes plainly: a texture would not be seen', () => {
    assert.deepEqual(
      record(context => paintBoxes(context, box('blocked', 10, 1), slot, fills)),
      ['blocked 10,6 1×11'],
    );
  });

  it('paints fainter what is less sure', () => {
    const alpha = (known: Provenance) =>
      record(context => paintBoxes(context, box('running', 0, 9, known), slot, fills))[0];
    assert.deepEqual(provenances.map(alpha), [
      'running texture 0,4 9×14',
      'running texture 0,4 9×14 at 0.75',
      'running texture 0,4 9×14 at 0.5',
    ]);
  });

  for (const kind of Object.keys(stateColours) as ThemeKind[]) {
    it(`gives what is less sure edges that are seen: ${kind}`, () => {
      const ground = themes[kind].variables['editor-background'] ?? '';
      const ofTheme: Fills = {
        ink: { ...ink, kind, states: stateColours[kind] },
        pixelRatio: 1,
        fill: state => stateColours[kind][state],
      };
      for (const known of provenances.filter(each => each !== 'told'))
        for (const state of threadStates)
          for (const heightPx of [3, 6, 8, 14, 22])
            for (const width of [1, 2, 5, 40]) {
              const where = `${state}, ${known}, ${width}×${heightPx}`;
              const canvas = new Pixels(width, heightPx, ground);
              const context = canvas as unknown as CanvasRenderingContext2D;
              paintBoxes(context, box(state, 0, width, known), { topPx: 0, heightPx }, ofTheme);
              for (let x = 0; x < width; x++) {
                const column = canvas.column(x).filter(colour => colour !== ground);
                const best = Math.max(...column.map(colour => contrast(colour, ground)));
                assert.ok(best >= 3, `${where}: a contrast of ${best.toFixed(2)} at ${x}`);
                if (x === width >> 1) assert.ok(new Set(column).size > 1, `${where}: nothing is fainter`);
              }
            }
    });
  }

  it('paints a swatch as it paints a span', () => {
    for (const known of provenances)
      for (const state of threadStates)
        assert.deepEqual(
          record(context => paintBox(context, state, 3, 20, slot, fills, known)),
          record(context => paintBoxes(context, box(state, 3, 20, known), slot, fills)),
        );
  });

  it('stacks the shares of a bucket from the bottom, each at least a pixel high', () => {
    const share = new Float32Array(threadStates.length);
    share[threadStates.indexOf('waiting')] = 0.999;
    share[threadStates.indexOf('running')] = 0.001;
    const lane = makeShares(0, 1, share);
    assert.deepEqual(
      record(context => paintStack(context, lane, 10, 20, slot, fills)),
      ['running texture 10,17 10×1', 'waiting 10,4 10×13 at 0.35'],
    );
  });
});
