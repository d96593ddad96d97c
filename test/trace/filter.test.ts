import assert from 'node:assert/strict';
import { parseFilter, statesIn, withStateToggled } from '../../src/trace/filter.ts';
import { makeProcess, makeThread, workerOptions } from '../panel/support/traces.ts';

const thread = makeThread({
  key: 3,
  name: 'image resizer',
  state: 'blocked',
  osThreadId: 4711,
  constructed: { ...workerOptions, file: '/work/resize-worker.mjs' },
  createdAt: { file: '/work/Server.mjs', line: 1, column: 1 },
});

const finds = (text: string, one = thread) => parseFilter(text).matchesThread(one);

describe('a filter', () => {
  it('finds words anywhere in name, id, state and error; all of them must be there', () => {
    for (const text of ['resizer', 'IMAGE', '#3', '4711', 'block', 'resizer image'])
      assert.ok(finds(text), text);
    for (const text of ['nobody', 'resizer nobody', 'server']) assert.ok(!finds(text), text);
  });

  it('asks for state, name, file, id and error by name; of several values one is enough', () => {
    for (const text of [
      'state:blocked',
      'state:ready,blocked',
      'state:bl',
      'name:resize',
      'file:resize-worker',
      'file:server',
      'id:4711',
      'name:"image res"',
      '"image resizer"',
    ])
      assert.ok(finds(text), text);
    for (const text of [
      'state:running',
      'name:blocked',
      'file:image',
      'id:471',
      'error:range',
      'state:blocked name:x',
    ])
      assert.ok(!finds(text), text);
    const failed = makeThread({ error: { name: 'RangeError', message: 'limit', stack: null } });
    assert.ok(finds('error:limit', failed));
  });

  it('that is empty, or not finished, finds everything; what only looks like a field is a word', () => {
    for (const text of ['', '   ', 'state:', '""']) {
      assert.ok(parseFilter(text).isEmpty, text);
      assert.ok(finds(text), text);
    }
    assert.ok(finds('a:b', makeThread({ name: 'a:b' })));
    assert.ok(finds('"image', thread));
  });

  it('finds processes by words, but not by what only threads have', () => {
    const process = makeProcess({ pid: 42, title: 'pool.mjs' });
    assert.ok(parseFilter('node 42').matchesProcess(process));
    assert.ok(!parseFilter('state:running').matchesProcess(process));
    assert.ok(!parseFilter('pool state:running').matchesProcess(process));
    assert.ok(!parseFilter('').matchesProcess(process));
  });

  it('has states toggled in it, and leaves the rest as it was typed', () => {
    assert.equal(withStateToggled('', 'blocked'), 'state:blocked');
    assert.equal(withStateToggled('Foo state:blocked "a b"', 'ready'), 'Foo "a b" state:blocked,ready');
    assert.equal(withStateToggled('Foo state:blocked,ready', 'blocked'), 'Foo state:ready');
    assert.equal(withStateToggled('Foo state:ready', 'ready'), 'Foo');
    assert.deepEqual([...statesIn('x state:a,b state:c')], ['a', 'b', 'c']);
  });
});
