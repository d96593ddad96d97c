import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Numbered } from '../../src/trace/numbered.ts';

/** Numbers as channels have them, far apart, and as nobody would count. */
const anyNumber = fc.oneof(
  { weight: 8, arbitrary: fc.nat(300) },
  { weight: 2, arbitrary: fc.integer({ min: 100_000, max: 100_300 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 32 + 1, 1e300, NaN, Infinity) },
);
const anyStep = fc.record({ number: anyNumber, sets: fc.boolean() });

describe('values by numbers', () => {
  it('are a map, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 400, size: 'max' }), steps => {
        const numbered = new Numbered();
        const simple = new Map<number, number>();
        steps.forEach(({ number, sets }, value) => {
          // A number is waited for once, until it is taken.
          if (sets && !simple.has(number)) {
            numbered.set(number, value);
            simple.set(number, value);
          } else if (!sets) {
            assert.equal(numbered.take(number), simple.get(number) ?? -1);
            simple.delete(number);
          }
        });
        assert.deepEqual(
          numbered.takeAll().sort((a, b) => a - b),
          [...simple.values()].sort((a, b) => a - b),
        );
        for (const number of simple.keys()) assert.equal(numbered.take(number), -1);
      }),
    );
  });

  it('are given back once, also one that was left behind and lies among the others again', () => {
    const numbered = new Numbered();
    numbered.set(5, 10);
    numbered.set(100, 11);
    assert.equal(numbered.take(100), 11);
    numbered.set(20, 12);
    numbered.set(1, 13);
    assert.deepEqual(numbered.takeAll(), [13, 10, 12]);
  });

  it('are kept while many wait, and while one waits for ever', () => {
    const numbered = new Numbered();
    numbered.set(0, 7);
    for (let number = 1; number < 100_000; number++) numbered.set(number, number);
    for (let number = 1; number < 100_000; number++) assert.equal(numbered.take(number), number);
    for (let number = 100_000; number < 500_000; number++) {
      numbered.set(number, 1);
      assert.equal(numbered.take(number), 1);
    }
    assert.deepEqual(numbered.takeAll(), [7]);
  });
});
