import assert from 'node:assert/strict';
import { keyAction, keyBindings } from '../../src/panel/keyboard.ts';
import type { FocusedOn } from '../../src/panel/keyboard.ts';
import * as strings from '../../src/panel/strings.ts';

function press(key: string, focusedOn: FocusedOn, shiftKey = false) {
  return keyAction({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false }, focusedOn);
}

describe('the cheat sheet', () => {
  it('names every key once, says of each what it does, and leaves none out', () => {
    const actions = keyBindings.map(binding => binding.action);
    assert.equal(new Set(actions).size, actions.length, 'an action with several keys is one line of it');
    assert.deepEqual([...actions].sort(), Object.keys(strings.keys.does).sort());
    const texts = Object.values(strings.keys.does);
    assert.equal(new Set(texts).size, texts.length, 'no two say the same');
    for (const { group } of keyBindings) assert.ok(strings.keys.groups[group]);
  });

  it('opens where a question mark needs Shift, and takes all keys while it is open', () => {
    assert.equal(press('?', 'timeline', true), 'help');
    assert.equal(press('?', 'text', true), null);
    for (const { keys } of keyBindings) for (const key of keys) assert.equal(press(key, 'dialog'), null);
  });

  it('does not take the keys that scroll', () => {
    assert.deepEqual(
      ['ArrowDown', 'Home', 'End', ' '].map(key => press(key, 'scrollable')),
      [null, null, null, null],
    );
  });
});
