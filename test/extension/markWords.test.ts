import assert from 'node:assert/strict';
import { hoverText, noteText, type Speech } from '../../src/extension/markWords.ts';
import type { LineMark, PlacedState } from '../../src/extension/placedThreads.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { makeThread } from '../panel/support/traces.ts';

const speech: Speech = {
  t: (text, ...args) => text.replace(/\{(\d)\}/g, (_, place) => String(args[Number(place)])),
  language: 'en',
};
const nowNs = 100e9;

/** @param sinceS how many seconds ago */
function one(state: PlacedState, sinceS: number, view: Partial<ThreadView> = {}): LineMark {
  const thread = makeThread({ key: 1, name: 'Plato', ...view });
  const placed = { thread, state, file: '/w/a.py', line: 3, sinceNs: nowNs - sinceS * 1e9 };
  return { line: 3, groups: [{ state, threads: [placed] }] };
}

/** Several marks of one line as one. */
function together(...marks: readonly LineMark[]): LineMark {
  const states = [...new Set(marks.flatMap(mark => mark.groups.map(({ state }) => state)))];
  return {
    line: 3,
    groups: states.map(state => ({
      state,
      threads: marks
        .flatMap(mark => mark.groups.filter(each => each.state === state))
        .flatMap(g => g.threads),
    })),
  };
}

const note = (mark: LineMark) => noteText(mark, nowNs, speech);
const fork = (number: number) => ({ cause: `acquire on Lock forks[${number}] (a.py:20), held by Kant` });

describe('the note at the end of a line', () => {
  it('says of one thread who, what, since when and why', () => {
    assert.equal(
      note(one('blocked', 1.29, fork(2))),
      'Plato blocked here since 1.2 s (acquire on Lock forks[2] (a.py:20), held by Kant)',
    );
    assert.equal(note(one('waiting', 12.9)), 'Plato waiting here since 12 s');
    assert.equal(note(one('sleeping', 125)), 'Plato sleeping here since 2 min 5 s');
    assert.equal(note(one('blocked', 7500)), 'Plato blocked here since 2 h 5 min');
    const error = { name: 'RangeError', message: 'too\nmuch', stack: null };
    assert.equal(note(one('failed', 50, { error })), 'Plato failed here (RangeError: too much)');
  });

  it('says of several how many, since when all of them, and what they have in common', () => {
    const two = together(one('blocked', 3, fork(1)), one('blocked', 1.2, fork(1)));
    assert.equal(
      note(two),
      '2 threads blocked here since 1.2 s, the first since 3.0 s (acquire on Lock forks[1] (a.py:20))',
    );
    const different = together(one('blocked', 1.21, fork(1)), one('blocked', 1.2, fork(2)));
    assert.equal(note(different), '2 threads blocked here since 1.2 s (acquire on Lock…)');
    const other = together(one('blocked', 1, fork(1)), one('blocked', 1, { cause: 'join on Kant' }));
    assert.equal(note(other), '2 threads blocked here since 1.0 s');
  });

  it('says of several states each', () => {
    assert.equal(
      note(together(one('failed', 1), one('sleeping', 2))),
      'Plato failed here · Plato sleeping here since 2.0 s',
    );
  });

  it('leaves room for the line of code', () => {
    const text = note(one('blocked', 1, { name: 'n'.repeat(500), cause: 'c'.repeat(500) }));
    assert.ok(text.length < 140, text);
  });

  it('is written as the language writes numbers', () => {
    assert.match(noteText(one('blocked', 1.2), nowNs, { ...speech, language: 'de' }), /1,2 s/);
  });
});

describe('the hover of a line', () => {
  const surroundings = {
    nameOf: (key: number) => (key === 2 ? 'Kant' : null),
    linkTo: (key: number) => `command:show?${key}`,
  };
  const hover = (mark: LineMark) => hoverText(mark, nowNs, speech, surroundings);
  const lock = { name: 'forks[2]', mode: 'exclusive', state: 'queued', sinceNs: 0, at: null } as const;

  it('has a line for each thread, with links to it and to who holds what it waits for', () => {
    const cause = 'acquire on Lock forks, held by Kant';
    assert.equal(
      hover(together(one('blocked', 1.2, { cause, locks: [{ ...lock, behind: [2] }] }), one('waiting', 3))),
      [
        '- [Plato](command:show?1 "Show in Panel") blocked since 1\\.2 s: ' +
          'acquire on Lock forks, held by [Kant](command:show?2 "Show in Panel")',
        '- [Plato](command:show?1 "Show in Panel") waiting since 3\\.0 s',
      ].join('\n'),
    );
  });

  it('links nobody of whom the cause does not say that he holds it', () => {
    const text = hover(one('blocked', 1, { cause: 'get on Queue', locks: [{ ...lock, behind: [2] }] }));
    assert.ok(!text.includes('Kant'), text);
  });

  it('takes what the program says for text', () => {
    const error = {
      name: 'Error',
      message: '](command:evil) <img src=x> `a` $(sync)\n# http://x.y',
      stack: null,
    };
    const name = '[x](command:evil)';
    assert.equal(
      hover(one('failed', 1, { name, error })),
      '- [\\[x\\]\\(command\\:evil\\)](command:show?1 "Show in Panel") failed: ' +
        'Error\\: \\]\\(command\\:evil\\) \\<img src=x\\> \\`a\\` \\$\\(sync\\) \\# http\\://x\\.y',
    );
  });

  it('counts those that are too many to be listed', () => {
    const lines = hover(together(...Array.from({ length: 50 }, () => one('waiting', 1)))).split('\n');
    assert.equal(lines.length, 21);
    assert.equal(lines.at(-1), '- and 30 more');
  });
});
