import assert from 'node:assert/strict';
import { EntryReader } from '../../src/engine/entryReader.ts';
import { EntryWriter } from '../../src/engine/entryWriter.ts';
import { Intake } from '../../src/engine/intake.ts';
import type { DebuggerWord } from '../../src/trace/debuggerStops.ts';

describe('what a debugger said, in a journal', () => {
  it('is read as it was written', () => {
    const words: DebuggerWord[] = [
      {
        pid: 4121,
        thread: 140044908091072,
        timeNs: 37_726_347_123_456,
        stop: { reason: 'breakpoint', at: { file: '/work/größer.mjs', line: 12, column: 3 } },
      },
      { pid: 4121, thread: null, timeNs: 37_726_347_123_456, stop: { reason: 'others', at: null } },
      { pid: 4121, thread: 0, timeNs: 37_726_347_999_999, stop: null },
    ];
    const read: DebuggerWord[] = [];
    const intake = new Intake();
    intake.debuggerSaid = word => void read.push(word);
    const reader = new EntryReader(intake);
    const writer = new EntryWriter(
      () => 0,
      block => reader.read(block.slice()),
    );
    for (const word of words) writer.debuggerSaid(word);
    writer.flush();
    assert.deepEqual(read, words);
  });
});
