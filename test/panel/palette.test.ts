import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stateMarks } from '../../src/panel/icons.ts';
import { sureness } from '../../src/panel/painter.ts';
import { stateShapes } from '../../src/panel/patterns.ts';
import { stateColours } from '../../src/panel/theme.ts';
import type { ColouredState, ThemeKind } from '../../src/panel/theme.ts';
import { threadStates, type Provenance, type ThreadState } from '../../src/protocol/words.ts';
import { contrast, distance, linear, painted, seen, visions } from './support/colourVision.ts';
import { themes } from './support/themes.ts';

const kinds = Object.keys(stateColours) as ThemeKind[];
const ends = ['finished', 'failed', 'killed'] as const;

/** In OKLab, where 0.02 is just noticed side by side. */
const leastDistance = {
  /** Spans stand beside each other, and zoomed out on each other. */
  spans: 0.09,
  /** One thread ends below another. */
  ends: 0.08,
  /** An end is a line with a sign and a word behind the last span. */
  endAfterSpan: 0.05,
};

/** Of a state against its lane: what WCAG asks of graphics, and of text where the theme has high contrast. */
const leastContrast: Readonly<Record<ThemeKind, number>> = {
  dark: 3,
  light: 3,
  highContrast: 4.5,
  highContrastLight: 4.5,
};

/**
 * Paler spans, of which less is sure, fade towards the lane: that is what they say. How much of the above must be left
 * of them: apart from other states of the same sureness, apart from the same state that is surer, and from the lane.
 * WCAG's 3 they do not have everywhere: their edges do, which are not paler (see `painter.test.ts`).
 */
const paler = [
  { known: 'sampled', surer: 'told', apart: 0.055, fromSurer: 0.06, fromLane: 2.2 },
  { known: 'inferred', surer: 'sampled', apart: 0.03, fromSurer: 0.06, fromLane: 1.6 },
] as const;
/** Where it is asked for, what is pale is still no less seen than this. */
const leastPaleInHighContrast = 2;

describe('the palette', () => {
  for (const kind of kinds) {
    for (const vision of visions) {
      it(`keeps states apart: ${kind}, ${vision} vision`, () => {
        const colours = stateColours[kind];
        const tooClose = (some: readonly ColouredState[], others: readonly ColouredState[], least: number) =>
          some.flatMap(a =>
            others
              .filter(b => a !== b && distance(colours[a], colours[b], vision) < least)
              .map(b => `${a} and ${b}: ${distance(colours[a], colours[b], vision).toFixed(3)}`),
          );
        assert.deepEqual(tooClose(threadStates, threadStates, leastDistance.spans), []);
        assert.deepEqual(tooClose(ends, ends, leastDistance.ends), []);
        assert.deepEqual(tooClose(ends, threadStates, leastDistance.endAfterSpan), []);
      });
    }

    it(`stands out from the lane: ${kind}`, () => {
      const ground = themes[kind].variables['editor-background'] ?? '';
      for (const [state, colour] of Object.entries(stateColours[kind])) {
        const ratio = contrast(colour, ground);
        assert.ok(ratio >= leastContrast[kind], `${state} has a contrast of ${ratio.toFixed(2)}`);
      }
    });
  }

  for (const kind of kinds) {
    const ground = themes[kind].variables['editor-background'] ?? '';
    const isHighContrast = kind === 'highContrast' || kind === 'highContrastLight';
    const drawn = (state: ThreadState, known: Provenance) =>
      painted(stateColours[kind][state], ground, sureness[known]);
    for (const { known, surer, apart, fromSurer, fromLane } of paler) {
      it(`is still one where it is paler: ${kind}, ${known}`, () => {
        const tooClose = threadStates.flatMap((a, index) =>
          threadStates.slice(index + 1).flatMap(b =>
            visions.flatMap(vision => {
              const between = distance(drawn(a, known), drawn(b, known), vision);
              return between < apart ? [`${a} and ${b}, ${vision}: ${between.toFixed(3)}`] : [];
            }),
          ),
        );
        assert.deepEqual(tooClose, []);
        for (const state of threadStates) {
          for (const vision of visions) {
            const faded = distance(drawn(state, known), drawn(state, surer), vision);
            assert.ok(faded >= fromSurer, `${state}, ${known} or ${surer}: ${faded.toFixed(3)}, ${vision}`);
          }
          const ratio = contrast(drawn(state, known), ground);
          const least = isHighContrast ? Math.max(fromLane, leastPaleInHighContrast) : fromLane;
          assert.ok(ratio >= least, `${state} has a contrast of ${ratio.toFixed(2)}`);
        }
      });
    }
  }

  it('is what the extension contributes', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { colors: { id: string; defaults: Record<ThemeKind, string> }[] };
    };
    const contributed = Object.fromEntries(
      kinds.map(kind => [
        kind,
        Object.fromEntries(
          contributes.colors.map(({ id, defaults }) => [id.replace('threadView.', ''), defaults[kind]]),
        ),
      ]),
    );
    assert.deepEqual(contributed, stateColours);
  });

  it('is not the only cue: shapes of spans and signs of states differ, too', () => {
    threadStates.forEach((a, i) => {
      for (const b of threadStates.slice(i + 1)) {
        const [one, other] = [stateShapes[a], stateShapes[b]];
        const differs = one.texture !== other.texture || Math.abs(one.height - other.height) >= 0.2;
        assert.ok(differs, `${a} and ${b} look alike without colour`);
      }
    });
    const signs = Object.values(stateMarks).map(({ stroke, fill }) => `${stroke} ${fill}`);
    assert.equal(new Set(signs).size, signs.length);
  });
});

describe('simulated colour vision', () => {
  it('leaves greys alone, and takes the difference of red and green, or of blue and green', () => {
    for (const vision of visions) {
      assert.ok(seen(linear('#808080'), vision).every(part => Math.abs(part - linear('#808080')[0]) < 0.01));
    }
    const apart = (a: string, b: string) => visions.map(vision => distance(a, b, vision));
    const [normal = 0, noRed = 0, noGreen = 0, noBlue = 0] = apart('#c08060', '#a0a060');
    assert.ok(noGreen < normal / 2 && noRed < normal && noBlue > normal / 2);
    const [normalBlue = 0, , , noBlueBlue = 0] = apart('#0080a0', '#00806a');
    assert.ok(noBlueBlue < normalBlue / 2);
  });

  it('is of what is painted, with the ground that shines through', () => {
    assert.equal(painted('#ff8000', '#000000', 1), '#ff8000');
    assert.equal(painted('#ff8000', '#010101', 0), '#010101');
    assert.equal(painted('#ffffff', '#000000', 0.5), '#808080');
  });

  it('measures from black to white', () => {
    assert.ok(Math.abs(distance('#000000', '#ffffff', 'normal') - 1) < 1e-3);
    assert.ok(Math.abs(contrast('#000000', '#ffffff') - 21) < 1e-9);
  });
});
