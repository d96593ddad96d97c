import assert from 'node:assert/strict';
import { inEnglish } from '../../src/engine/launchProblem.ts';
import { startFailure } from '../../src/extension/startFailure.ts';
import type { EndedRun } from '../../src/extension/startFailure.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import type { ThreadError } from '../../src/protocol/words.ts';

function thread(error: ThreadError | null): ThreadView {
  const stateNs = { created: 0, starting: 0, running: 0, ready: 0, waiting: 0, blocked: 0, sleeping: 0 };
  return {
    key: 0,
    process: 0,
    parent: null,
    name: 'main',
    isMain: true,
    kind: 'program',
    threadId: 0,
    osThreadId: null,
    createdNs: 0,
    startedNs: 0,
    codeBeginsNs: 0,
    spawnedBy: null,
    beforeExitNs: null,
    onlineNs: 0,
    endedNs: 1,
    state: 'failed',
    stateSinceNs: null,
    cause: null,
    wait: null,
    outcome: 'failed',
    exitCode: 1,
    error,
    createdAt: null,
    constructed: null,
    terminateCalledAt: null,
    terminatedByUser: false,
    exitCalledAt: null,
    stateNs,
    cpuNs: null,
    cpuShare: null,
    cpuKnown: 'told',
    contextSwitches: null,
    kernel: null,
    vitals: null,
    python: null,
    locks: [],
    asyncWaits: [],
    settledWaits: [],
    messages: { sent: 0, received: 0, failed: 0 },
    lostRecords: 0,
  };
}

function judge(more: Partial<EndedRun>): string | null {
  const failure = startFailure({
    title: 'a.mjs',
    end: { exitCode: 1, signal: null },
    started: true,
    probed: true,
    threads: [],
    ...more,
  });
  return failure === null ? null : inEnglish(failure.sentence);
}

const loading = {
  name: 'SyntaxError',
  message: "Unexpected identifier 'x'",
  stack:
    "file:///a.mjs:3\nfoo x\n    ^\n\nSyntaxError: Unexpected identifier 'x'\n    at compileSourceTextModule (node:internal/modules/esm/utils:344:16)\n    at async node:internal/modules/run_main:98:5",
};
const parsing = {
  name: 'SyntaxError',
  message: 'Unexpected token x in JSON',
  stack:
    'SyntaxError: Unexpected token x in JSON\n    at JSON.parse (<anonymous>)\n    at file:///a.mjs:1:6\n    at node:internal/modules/run_main:98:5',
};

describe('telling a start that failed from a program that did', () => {
  it('a program that ended well did not fail', () => {
    assert.equal(judge({ end: { exitCode: 0, signal: null } }), null);
    assert.equal(judge({ end: { exitCode: null, signal: 'SIGKILL' } }), null);
  });
  it('no process is a failure', () => {
    assert.match(
      judge({ started: false, end: { exitCode: null, signal: null } }) ?? '',
      /could not be started/,
    );
  });
  it('an exit code without a word of the probe is one', () => {
    assert.match(judge({ end: { exitCode: 9, signal: null } }) ?? '', /exit code 9 before its first thread/);
  });
  it('without a probe nobody was to say a word', () => {
    assert.equal(judge({ probed: false }), null);
  });
  it('an error of loading is one', () => {
    assert.equal(
      judge({ threads: [thread(loading)] }),
      "a.mjs could not be loaded: SyntaxError: Unexpected identifier 'x'",
    );
  });
  it('the same kind of error in running code is none', () => {
    assert.equal(judge({ threads: [thread(parsing)] }), null);
  });
  it('an error of loading is none once the program has made threads', () => {
    assert.equal(judge({ threads: [thread(loading), thread(null)] }), null);
  });
  it('an ordinary error is none', () => {
    assert.equal(judge({ threads: [thread({ name: 'Error', message: 'x', stack: null })] }), null);
  });
});
