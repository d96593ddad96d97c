import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TrackedLines } from '../../src/extension/trackedLines.ts';

/** A document as an editor has it. */
class Document {
  lines: string[];
  constructor(lines: readonly string[]) {
    this.lines = [...lines];
  }

  readonly textAt = (line: number): string | undefined => this.lines[line];

  /** Replaces a stretch, as an editor does, and tells it as one. */
  replace(from: readonly [number, number], to: readonly [number, number], text: string) {
    const before = (this.lines[from[0]] ?? '').slice(0, from[1]);
    const after = (this.lines[to[0]] ?? '').slice(to[1]);
    const put = (before + text + after).split('\n');
    this.lines.splice(from[0], to[0] - from[0] + 1, ...put);
    return { firstLine: from[0], lastLine: to[0], lineEnds: text.split('\n').length - 1 };
  }
}

function track(document: Document): TrackedLines {
  const tracked = new TrackedLines();
  tracked.follow(document.lines.keys(), document.textAt);
  return tracked;
}

const letters = ['a', 'b', 'c', 'd', 'e'];

describe('lines of a file that is edited', () => {
  it('are pushed down and up by what is put in and taken out before them', () => {
    const document = new Document(letters);
    const tracked = track(document);
    tracked.change([document.replace([1, 0], [1, 0], 'x\ny\n')], document.textAt);
    assert.deepEqual(
      letters.map((_, line) => tracked.lineOf(line)),
      [0, 3, 4, 5, 6],
    );
    tracked.change([document.replace([0, 1], [2, 1], '')], document.textAt);
    assert.deepEqual(
      letters.map((_, line) => tracked.lineOf(line)),
      [0, 1, 2, 3, 4],
    );
  });

  it('are given up when they change themselves, and stay so', () => {
    const document = new Document(letters);
    const tracked = track(document);
    tracked.change([document.replace([2, 0], [2, 0], '// ')], document.textAt);
    assert.equal(tracked.lineOf(2), null);
    assert.equal(tracked.lineOf(3), 3);
    tracked.change([document.replace([2, 0], [2, 3], '')], document.textAt);
    assert.equal(tracked.lineOf(2), null);
    tracked.change([document.replace([3, 1], [3, 1], '\n')], document.textAt);
    assert.equal(tracked.lineOf(3), 3, 'a line end behind it does not change it');
  });

  it('that are asked for late are where they must be when nothing has touched them, and else nowhere', () => {
    const document = new Document(letters);
    const tracked = new TrackedLines();
    tracked.change([document.replace([0, 0], [0, 0], 'x\n')], document.textAt);
    tracked.change([document.replace([4, 1], [4, 1], '!')], document.textAt);
    tracked.follow([0, 1, 3, 99], document.textAt);
    assert.deepEqual(
      [0, 1, 2, 3, 99].map(line => tracked.lineOf(line)),
      [null, 2, null, null, null],
    );
    tracked.change([document.replace([0, 0], [1, 0], '')], document.textAt);
    assert.equal(tracked.lineOf(1), 1);
  });

  it('of a file that was out of sight are the same only where they look the same, and none come late', () => {
    const document = new Document(letters);
    const tracked = new TrackedLines();
    tracked.follow([1, 2], document.textAt);
    document.replace([2, 0], [2, 1], 'other');
    tracked.lostSight(document.textAt);
    tracked.follow([3], document.textAt);
    assert.deepEqual(
      [1, 2, 3].map(line => tracked.lineOf(line)),
      [1, null, null],
    );
  });

  it('are never followed to another line', () => {
    const place = fc.tuple(fc.nat(4), fc.nat(3));
    const edit = fc.record({ from: place, to: place, text: fc.constantFrom('', 'x', '\n', 'x\ny', '\n\n') });
    const anyLines = fc.uniqueArray(fc.string({ minLength: 2, maxLength: 4, unit: 'grapheme-ascii' }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(anyLines, fc.array(edit, { maxLength: 6 }), (lines, edits) => {
        const document = new Document(lines);
        const tracked = track(document);
        const late = new TrackedLines();
        for (const { from, to, text } of edits) {
          const [start, end] = [from, to].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          if (start === undefined || end === undefined || end[0] >= document.lines.length) continue;
          const within = ([line, column]: readonly [number, number]) =>
            [line, Math.min(column, (document.lines[line] ?? '').length)] as const;
          const change = document.replace(within(start), within(end), text);
          for (const each of [tracked, late]) each.change([change], document.textAt);
        }
        late.follow(lines.keys(), document.textAt);
        for (const [line, text] of lines.entries()) {
          for (const now of [tracked.lineOf(line), late.lineOf(line)])
            if (now !== null) assert.equal(document.lines[now], text);
        }
      }),
    );
  });
});
