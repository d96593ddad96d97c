import assert from 'node:assert/strict';
import {
  RememberedArguments,
  badArguments,
  splitArguments,
} from '../../src/extension/rememberedArguments.ts';

/** What VS Code keeps for an extension, in memory. */
function memento(values = new Map<string, unknown>()): ConstructorParameters<typeof RememberedArguments>[0] {
  return {
    keys: () => [...values.keys()],
    get: (name: string) => values.get(name) as undefined,
    update: (name, value) => Promise.resolve(void values.set(name, value)),
  };
}

describe('arguments that are remembered', () => {
  it('are split as in a shell, and nothing in them is expanded', () => {
    const text = `--name="two words" 'a $HOME' *.mjs b\\ c "" `;
    assert.deepEqual(splitArguments(text, 'linux'), ['--name=two words', 'a $HOME', '*.mjs', 'b c', '']);
  });

  it('keep the backslashes of a path on Windows', () => {
    assert.deepEqual(splitArguments('C:\\a "C:\\b c"', 'win32'), ['C:\\a', 'C:\\b c']);
  });

  it('are refused while a quote is open', () => {
    assert.equal(badArguments('"a'), true);
    assert.equal(badArguments('"a"'), false);
  });

  it('belong to their file, and are forgotten when they are emptied', async () => {
    const remembered = new RememberedArguments(memento());
    await remembered.remember('file:///a.mjs', 'one two');
    await remembered.remember('file:///b.mjs', 'three');
    assert.deepEqual(remembered.argumentsOf('file:///a.mjs'), ['one', 'two']);
    assert.equal(remembered.textOf('file:///b.mjs'), 'three');
    await remembered.remember('file:///a.mjs', '  ');
    assert.equal(remembered.argumentsOf('file:///a.mjs'), null);
    assert.deepEqual(remembered.argumentsOf('file:///b.mjs'), ['three']);
  });

  it('are none where what was kept is broken', () => {
    for (const kept of [null, 'text', [['file:///a.mjs', 1], null, 3], { a: 1 }]) {
      const remembered = new RememberedArguments(memento(new Map([['arguments', kept]])));
      assert.equal(remembered.argumentsOf('file:///a.mjs'), null);
    }
  });
});
