import assert from 'node:assert/strict';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { compareThreads } from '../../src/trace/compareThreads.ts';

/** As much of a thread as tells it from others. */
function thread(name: string, line: number | null, file = '/a.mjs'): ThreadView {
  const createdAt = line === null ? null : { file, line, column: 1 };
  return { name, createdAt, isMain: line === null } as ThreadView;
}

function pairs(first: readonly ThreadView[], second: readonly ThreadView[]): string[] {
  const text = (each: ThreadView | null) =>
    each === null ? '–' : `${each.name}@${each.createdAt?.line ?? 0}`;
  return compareThreads(first, second).map(pair => `${text(pair.first)} ${text(pair.second)}`);
}

describe('the threads of two runs', () => {
  it('belong together by name and line, the n-th with the n-th', () => {
    const first = [thread('main', null), thread('w', 3), thread('w', 3), thread('x', 3)];
    const second = [thread('main', null), thread('x', 3), thread('w', 3), thread('w', 3)];
    assert.deepEqual(pairs(first, second), ['main@0 main@0', 'w@3 w@3', 'w@3 w@3', 'x@3 x@3']);
    const found = compareThreads(first, second);
    assert.equal(found[1]?.second, second[2]);
    assert.equal(found[2]?.second, second[3]);
  });

  it('belong together by name when their line has moved', () => {
    assert.deepEqual(pairs([thread('w', 3), thread('w', 9)], [thread('w', 4), thread('w', 9)]), [
      'w@3 w@4',
      'w@9 w@9',
    ]);
  });

  it('belong together by line when their names count on', () => {
    assert.deepEqual(pairs([thread('job 1', 5)], [thread('job 7', 5)]), ['job 1@5 job 7@5']);
  });

  it('stand alone where the other run has none', () => {
    const first = [thread('main', null), thread('gone', 3)];
    const second = [thread('main', null), thread('new', 8), thread('newer', 9)];
    assert.deepEqual(pairs(first, second), ['main@0 main@0', 'gone@3 –', '– new@8', '– newer@9']);
  });

  it('are each in one pair, whatever they are', () => {
    const names = ['a', 'b'];
    for (let seed = 0; seed < 200; seed++) {
      const side = (salt: number) =>
        Array.from({ length: (seed * 7 + salt) % 6 }, (_, index) =>
          thread(names[(seed + index * salt) % 2] ?? 'a', ((seed >> 1) + index) % 3),
        );
      const first = side(3);
      const second = side(5);
      const found = compareThreads(first, second);
      assert.deepEqual(
        found.flatMap(pair => pair.first ?? []),
        first,
      );
      assert.deepEqual(new Set(found.flatMap(pair => pair.second ?? [])), new Set(second));
      assert.equal(found.flatMap(pair => pair.second ?? []).length, second.length);
    }
  });
});
