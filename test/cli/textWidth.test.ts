import * as assert from 'node:assert/strict';
import { fit, pad, printable, textWidth } from '../../src/cli/textWidth.ts';

describe('the width of a text', () => {
  const widths: readonly (readonly [string, number])[] = [
    ['', 0],
    ['primes #1', 9],
    ['größer', 6],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한글', 4],
    ['🧵', 2],
    ['👩‍👩‍👧', 2],
    ['ｆｕｌｌ', 8],
  ];
  for (const [text, width] of widths) {
    it(`of ${JSON.stringify(text)} is ${width}`, () => assert.equal(textWidth(text), width));
  }

  it('is kept within its limit without cutting a character in two', () => {
    assert.equal(fit('primes', 6), 'primes');
    assert.equal(fit('primes #1', 6), 'prime…');
    assert.equal(fit('日本語', 5), '日本…');
    assert.equal(fit('日本語', 4), '日…');
    assert.equal(fit('👩‍👩‍👧👩‍👩‍👧', 3), '👩‍👩‍👧…');
  });

  it('is what is padded to', () => {
    assert.equal(pad('日', 4, 'left'), '日  ');
    assert.equal(pad('7', 3, 'right'), '  7');
    assert.equal(pad('long', 2, 'left'), 'long');
  });

  it('has nothing in it that moves the cursor', () => {
    assert.equal(
      printable('a\n\u001b[31m\u0000\u202e\u2028\ud800b'),
      'a\ufffd\ufffd[31m\ufffd\ufffd\ufffd\ufffdb',
    );
    assert.equal(printable('größer 日本語 🧵'), 'größer 日本語 🧵');
  });
});
