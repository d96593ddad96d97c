import assert from 'node:assert/strict';
import { firstUserPlace, stackLines } from '../../src/trace/stackFrames.ts';

describe('stack frames', () => {
  const places: [string, string | null][] = [
    ['    at fn (file:///a/b.mjs:3:5)', 'file:///a/b.mjs:3:5'],
    ['    at file:///a/b%20c.mjs:3:5', 'file:///a/b%20c.mjs:3:5'],
    ['    at async Promise.all (index 0)', null],
    ['    at async run (/home/ada/x y/b.js:30:15)', '/home/ada/x y/b.js:30:15'],
    ['    at new Pool (C:\\work\\pool.js:1:2)', 'C:\\work\\pool.js:1:2'],
    // Parentheses within a path cannot be told from those around it.
    ['    at Object.<anonymous> (/a/(odd)/b.js:1:2)', null],
    ['    at node:internal/main/worker_thread:210:26', null],
    ['    at <anonymous>', null],
    ['RangeError: at (file:///a/b.mjs:3:5)', null],
    ['  File "/a/b.py", line 3, in work', '/a/b.py:3:1'],
  ];
  for (const [line, expected] of places) {
    it(`finds ${expected ?? 'no place'} in "${line.trim()}"`, () => {
      const place = stackLines(line)[0]?.place;
      const found = place ? `${place.file}:${place.line}:${place.column}` : null;
      assert.equal(found, expected);
    });
  }

  it('prefers user code to packages', () => {
    const stack = [
      'Error: no',
      '    at pool (/w/node_modules/pool/i.js:1:1)',
      '    at mine (/w/main.js:7:3)',
    ].join('\n');
    assert.equal(firstUserPlace(stack)?.line, 7);
    assert.equal(firstUserPlace('Error: no\n    at pool (/w/node_modules/pool/i.js:1:1)')?.line, 1);
    assert.equal(firstUserPlace('Error: no'), null);
  });
});
