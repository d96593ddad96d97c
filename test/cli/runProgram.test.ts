import * as assert from 'node:assert/strict';
import type { RunRequest } from '../../src/cli/options.ts';
import { runProgram } from '../../src/cli/runProgram.ts';
import { Recorder } from '../../src/engine/recorder.ts';

const request: RunRequest = {
  json: null,
  record: null,
  quiet: true,
  attachable: false,
  program: { kind: 'command', command: process.execPath, args: ['-e', 'process.exit(3)'] },
};

describe('a run from the command line', () => {
  it('does not start the program when it cannot be recorded', async () => {
    const said: string[] = [];
    const end = await runProgram(
      request,
      async text => Promise.resolve(void said.push(text)),
      () => Promise.reject(new Error('the disk is full')),
    );
    assert.deepEqual(end, { exitCode: 125, signal: null });
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /cannot be recorded.*the disk is full/);
  });

  it("ends like the program also when the recording fails after the program's end", async () => {
    const said: string[] = [];
    const end = await runProgram(
      request,
      async text => Promise.resolve(void said.push(text)),
      async () => {
        const recorder = await Recorder.open();
        return Object.assign(recorder, { summary: () => Promise.reject(new Error('out of memory')) });
      },
    );
    assert.deepEqual(end, { exitCode: 3, signal: null });
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /could not be summed up.*out of memory/);
  });

  it('catches no signal any more when it is over', async () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    await runProgram(request, () => Promise.resolve());
    assert.equal(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM'), before);
  });
});
