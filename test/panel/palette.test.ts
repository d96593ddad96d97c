import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stateMarks } from '../../src/panel/icons.ts';
import { stateShapes } from '../../src/panel/patterns.ts';
import { stateColours } from '../../src/panel/theme.ts';
import type { ColouredState, ThemeKind } from '../../src/panel/theme.ts';
import { threadStates } from '../../src/protocol/words.ts';
import { contrast, distance, linear, seen, visions } from './support/colourVision.ts';
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

  it('measures from black to white', () => {
    assert.ok(Math.abs(distance('#000000', '#ffffff', 'normal') - 1) < 1e-3);
    assert.ok(Math.abs(contrast('#000000', '#ffffff') - 21) < 1e-9);
  });
});
