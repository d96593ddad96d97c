import assert from 'node:assert/strict';
import type { CapturedStack } from '../../src/panel/capturedStacks.ts';
import { nativePlaceOf } from '../../src/panel/nativePlace.ts';
import { countedStates, statesAt } from '../../src/panel/stackStates.ts';
import { makeThread, noTimes } from './support/traces.ts';

const kernel = {
  state: 'stopped',
  core: 1,
  call: 'futex',
  callArguments: ['0x1'],
  stackPointer: '0x20',
  programCounter: '0x30',
} as const;
const native = { ...kernel, call: 'read', module: '/lib/libc.so.6', moduleOffset: '0x5' } as const;
const stack: CapturedStack = {
  number: 1,
  atNs: 7,
  captured: { thread: 1, frames: [], why: null, moreFrames: 0, native },
  variables: null,
};

describe('where a thread is in the machine', () => {
  it('is what the kernel says now, while the thread lives', () => {
    const shown = nativePlaceOf(makeThread({ key: 1, kernel }), stack);
    assert.deepEqual([shown?.call, shown?.atNs], ['futex', null]);
  });

  it('has the file of the address only as long as the address is that of the capture', () => {
    assert.equal(nativePlaceOf(makeThread({ key: 1, kernel }), stack)?.module, '/lib/libc.so.6+0x5');
    const moved = { ...kernel, programCounter: '0x31' };
    assert.equal(nativePlaceOf(makeThread({ key: 1, kernel: moved }), stack)?.module, null);
    const unknown = { ...kernel, programCounter: null };
    assert.equal(nativePlaceOf(makeThread({ key: 1, kernel: unknown }), stack)?.module, null);
  });

  it('is what was captured when the thread is over, with its time; else nothing', () => {
    const over = makeThread({ key: 1, kernel, endedNs: 9, outcome: 'finished', state: 'finished' });
    assert.deepEqual([nativePlaceOf(over, stack)?.call, nativePlaceOf(over, stack)?.atNs], ['read', 7]);
    assert.equal(nativePlaceOf(over, null), null);
  });
});

describe('the states of captured threads', () => {
  const inState = (thread: number, change: Partial<ReturnType<typeof noTimes>>) => ({
    thread,
    stateNs: { ...noTimes(), ...change },
    sent: 0,
    received: 0,
    waits: [],
  });
  const answer = {
    fromNs: 0,
    toNs: 1000,
    threads: [
      inState(0, { blocked: 1000 }),
      inState(1, { running: 400, ready: 600 }),
      inState(2, {}),
      inState(3, { blocked: 10 }),
    ],
    longestWaits: [],
    lines: [],
    moreLines: 0,
  };

  it('are those that they were in for most of that moment', () => {
    assert.deepEqual(
      [...statesAt(answer)],
      [
        [0, 'blocked'],
        [1, 'ready'],
        [3, 'blocked'],
      ],
    );
    assert.equal(statesAt(null).size, 0);
  });

  it('are counted, the most first', () => {
    assert.deepEqual(countedStates([0, 1, 2, 3], statesAt(answer)), [
      { state: 'blocked', count: 2 },
      { state: 'ready', count: 1 },
    ]);
  });
});
