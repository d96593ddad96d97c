import assert from 'node:assert/strict';
import { keyAction, keyBindings } from '../../src/panel/keyboard.ts';
import type { FocusedOn, KeyPress } from '../../src/panel/keyboard.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...change };
}

describe('keys', () => {
  it('are each bound once', () => {
    const keys = keyBindings.flatMap(binding => binding.keys);
    assert.equal(new Set(keys).size, keys.length);
    const actions = keyBindings.map(binding => binding.action);
    assert.equal(
      new Set(actions).size,
      actions.length,
      'an action with several keys is one line of the sheet',
    );
  });

  it('do what the table says', () => {
    for (const { keys, action } of keyBindings) {
      for (const key of keys) {
        const isShifted = key.startsWith('Shift+');
        const plain = isShifted ? key.slice('Shift+'.length) : key;
        assert.equal(keyAction(press(plain, { shiftKey: isShifted }), 'timeline'), action, key);
      }
    }
  });

  it('are the same with caps lock, and where a sign needs Shift', () => {
    assert.equal(keyAction(press('M'), 'timeline'), 'messageAfter');
    assert.equal(keyAction(press('M', { shiftKey: true }), 'timeline'), 'messageBefore');
    assert.equal(keyAction(press('?', { shiftKey: true }), 'timeline'), 'help');
    assert.equal(keyAction(press('/', { shiftKey: true }), 'timeline'), 'filter');
  });

  it('are left to the workbench as chords, and to what has the focus', () => {
    const on = (focus: FocusedOn, key: string) => keyAction(press(key), focus);
    for (const chord of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      assert.equal(keyAction(press('f', chord), 'timeline'), null);
    }
    assert.deepEqual(
      ['w', ' ', 'Enter', '?', 'Escape'].map(key => on('text', key)),
      [null, null, null, null, 'clear'],
    );
    assert.deepEqual(
      ['Enter', ' ', 'w'].map(key => on('control', key)),
      [null, null, 'zoomIn'],
    );
    assert.deepEqual(
      ['ArrowDown', 'Home', ' ', 'w'].map(key => on('scrollable', key)),
      [null, null, null, 'zoomIn'],
    );
    assert.ok(keyBindings.every(({ keys }) => keys.every(key => on('dialog', key) === null)));
  });
});
