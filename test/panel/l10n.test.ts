import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { decimal, t } from '../../src/panel/l10n.ts';
import { panelTexts, pseudo, textsIn, unwrappedWords } from './support/pseudoLocale.ts';

describe('texts of the panel', () => {
  it('are literals, by which they are found', () => {
    const computed = panelTexts().filter(({ text }) => text === null);
    assert.deepEqual(computed, []);
    assert.ok(panelTexts().length > 150, `${panelTexts().length} texts are found`);
  });

  it('are all wrapped, so that they can be translated', () => {
    assert.deepEqual(unwrappedWords(), []);
  });

  it('are filled with what they speak of, in any order', () => {
    assert.equal(t('{1} of {0}', 'two', 'one'), 'one of two');
    assert.equal(t('{0} and {2}', 'here'), 'here and {2}');
  });

  it('count', () => {
    const text = '{0, plural, one {# thread of {1}} other {# threads of {1}}} run';
    assert.equal(t(text, 1, 'main'), '1 thread of main run');
    assert.equal(t(text, 0, 'main'), '0 threads of main run');
    assert.equal(t(text, 12345, 'main'), '12\u202f345 threads of main run');
  });

  it('write numbers in groups of digits, before and behind the point', () => {
    assert.equal(decimal(1234567), '1\u202f234\u202f567');
    assert.equal(decimal(1.2345678, 7), '1.234\u202f567\u202f8');
    assert.equal(decimal(1.5, 0, 2), '1.5');
  });
});

/** The same in every language: units, names of the runtime's own things, and what is nothing but a number. */
function isUniversal(text: string): boolean {
  const names = [
    'CPU',
    'pid',
    'Thread View',
    'Esc',
    'argv',
    'execArgv',
    'env',
    'workerData',
    'CSV',
    'Markdown',
  ];
  return names.includes(text) || /^(\{\d\} ?(ns|µs|ms|s|h|min|%|KB|MB|GB|TB|CPU|×)? ?)+$|^ms$/.test(text);
}

describe('translations', () => {
  const folder = 'l10n';
  /** Of the panel, and of the extension and engine, which say theirs by `l10n.t` and `sentence`. */
  const keys = new Set([
    ...panelTexts().map(({ text }) => text),
    ...textsIn('../extension', ['t', 'sentence']).map(({ text }) => text),
    ...textsIn('../engine', ['sentence']).map(({ text }) => text),
  ]);
  const blanks = (text: string) => (text.match(/\{\d+/g) ?? []).sort();

  for (const file of readdirSync(folder)) {
    it(`translate everything but units and names, with the same blanks: ${file}`, () => {
      const bundle = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, string>;
      assert.deepEqual(
        Object.keys(bundle).filter(key => !keys.has(key)),
        [],
        'nobody says these any more',
      );
      const missing = [...keys].filter(key => key !== null && !(key in bundle) && !isUniversal(key));
      assert.deepEqual(missing, [], 'nobody has translated these');
      for (const [key, text] of Object.entries(bundle)) assert.deepEqual(blanks(text), blanks(key), key);
    });
  }
});

describe('the manifest', () => {
  it('has all its texts in package.nls.json, and no others', () => {
    const used = [...readFileSync('package.json', 'utf8').matchAll(/"%([\w.]+)%"/g)].map(match => match[1]);
    const texts = Object.keys(JSON.parse(readFileSync('package.nls.json', 'utf8')) as object);
    assert.deepEqual([...new Set(used)].sort(), texts.sort());
    const german = Object.keys(JSON.parse(readFileSync('package.nls.de.json', 'utf8')) as object);
    assert.deepEqual(german.sort(), texts);
  });
});

describe('the pseudo-locale', () => {
  it('leaves what is filled in', () => {
    assert.equal(pseudo('{0} of {1}'), '{0} öƒ {1}');
    assert.equal(
      pseudo('{0, plural, one {# thread} other {# threads}}'),
      '{0, plural, one {# ţĥřéåð} other {# ţĥřéåðš}}',
    );
  });
});
