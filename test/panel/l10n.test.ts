import assert from 'node:assert/strict';
import { decimal, t } from '../../src/panel/l10n.ts';
import { panelTexts, pseudo, unwrappedWords } from './support/pseudoLocale.ts';

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

describe('the pseudo-locale', () => {
  it('leaves what is filled in', () => {
    assert.equal(pseudo('{0} of {1}'), '{0} öƒ {1}');
    assert.equal(
      pseudo('{0, plural, one {# thread} other {# threads}}'),
      '{0, plural, one {# ţĥřéåð} other {# ţĥřéåðš}}',
    );
  });
});
