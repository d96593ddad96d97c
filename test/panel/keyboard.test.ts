import assert from 'node:assert/strict';
import { keyAction, keyBindings } from '../../src/panel/keyboard.ts';
import type { FocusedOn, KeyPress } from '../../src/panel/keyboard.ts';

function press(key: string, change: Partial<KeyPress> = {}, focusedOn: FocusedOn = 'timeline') {
  return keyAction(
    { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...change },
    focusedOn,
  );
}

describe('keys', () => {
  it('mean one thing each, and every binding is reached by its keys', () => {
    const seen = new Set<string>();
    for (const { action, keys, shift } of keyBindings) {
      for (const key of keys) {
        const name = `${shift ? 'Shift+' : ''}${key}`;
        assert.ok(!seen.has(name), name);
        seen.add(name);
        assert.equal(press(key, { shiftKey: shift === true }), action, name);
        if (key.length === 1) assert.equal(press(key.toUpperCase(), { shiftKey: shift === true }), action);
      }
    }
  });

  it('mean the same with Shift, unless that is another key; chords belong to the workbench', () => {
    assert.equal(press('W', { shiftKey: true }), 'zoomIn');
    assert.equal(press('M', { shiftKey: true }), 'messageBefore');
    for (const chord of ['ctrlKey', 'metaKey', 'altKey'] as const)
      assert.equal(press('f', { [chord]: true }), null);
  });

  it('belong to the control that has the focus where that needs them', () => {
    assert.equal(press('f', {}, 'text'), null);
    assert.equal(press('Escape', {}, 'text'), 'clear');
    assert.equal(press(' ', {}, 'control'), null);
    assert.equal(press('f', {}, 'control'), 'fit');
    assert.equal(press('ArrowDown', {}, 'scrollable'), null);
  });
});
