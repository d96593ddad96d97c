import * as assert from 'node:assert/strict';
import { formatTable } from '../../src/cli/table.ts';
import type { ProcessSummary, RunSummary, ThreadSummary } from '../../src/trace/summary.ts';

function thread(id: number, name: string, more: Partial<ThreadSummary> = {}): ThreadSummary {
  return {
    id,
    parent: id === 1 ? null : 1,
    name,
    threadId: id - 1,
    osThreadId: null,
    createdAt: null,
    startedMs: 0,
    endedMs: 10,
    outcome: 'finished',
    exitCode: 0,
    error: null,
    stateMs: { starting: 0, running: 0, ready: 0, waiting: 0, blocked: 0, sleeping: 0 },
    cpuMs: null,
    heap: null,
    contextSwitches: null,
    messages: { sent: 0, received: 0 },
    ...more,
  };
}

function processOf(pid: number, threads: readonly ThreadSummary[]): ProcessSummary {
  return { pid, parentPid: null, runtime: 'node', runtimeVersion: '24.1.0', threads, runtimeThreads: [] };
}

function run(processes: readonly ProcessSummary[], more: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 1,
    command: ['node', 'x'],
    exitCode: 0,
    signal: null,
    durationMs: 1234,
    lostEvents: 0,
    notices: [],
    processes,
    messages: [],
    locks: [],
    findings: [],
    ...more,
  };
}

const stateMs = { starting: 20, running: 948.4, ready: 0, waiting: 3, blocked: 12.5, sleeping: 0 };

describe('the table of threads', () => {
  it('aligns its columns, wide characters included', () => {
    const threads = [
      thread(1, 'main', { messages: { sent: 0, received: 40 } }),
      thread(2, 'primes #1', { stateMs, messages: { sent: 10, received: 0 } }),
      thread(3, '日本語', { parent: 2, outcome: 'killed', exitCode: null }),
    ];
    assert.equal(
      formatTable(run([processOf(7, threads)])),
      [
        'Thread View: ended with exit code 0 after 1.23 s; 3 threads in 1 process',
        '',
        'thread     parent     outcome   exit  busy ms  blocked ms  sent  received',
        'main                  finished     0        0           0     0        40',
        'primes #1  main       finished     0      948          13    10         0',
        '日本語     primes #1  killed                0           0     0         0',
        '',
      ].join('\n'),
    );
  });

  it('names the processes when there are several', () => {
    const lines = formatTable(
      run([processOf(7, [thread(1, 'main')]), processOf(8, [thread(2, 'main', { parent: null })])]),
    ).split('\n');
    assert.equal(lines[0], 'Thread View: ended with exit code 0 after 1.23 s; 2 threads in 2 processes');
    assert.deepEqual(
      lines.filter(line => line.includes('pid')),
      ['node 24.1.0, pid 7', 'node 24.1.0, pid 8'],
    );
  });

  it('says how it ended, what failed, what was lost and what is missing', () => {
    const error = { name: 'RangeError', message: 'too\nlong', stack: null };
    const threads = [thread(1, 'main'), thread(2, 'fragile', { outcome: 'failed', exitCode: 1, error })];
    const text = formatTable(
      run([processOf(7, threads)], {
        exitCode: null,
        signal: 'SIGTERM',
        lostEvents: 1,
        notices: ['Some\u001b is missing.'],
      }),
    );
    const lines = text.trimEnd().split('\n');
    assert.equal(
      lines[0],
      'Thread View: ended by SIGTERM after 1.23 s; 2 threads in 1 process, 1 event lost',
    );
    assert.deepEqual(lines.slice(-3), [
      'fragile failed: RangeError: too\ufffdlong',
      '',
      'Some\ufffd is missing.',
    ]);
  });

  it('says that no thread was seen', () => {
    assert.equal(
      formatTable(run([], { exitCode: 3 })),
      'Thread View: ended with exit code 3 after 1.23 s; no thread was seen\n',
    );
  });

  it('stays short, whatever there is', () => {
    const threads = Array.from({ length: 200 }, (_, index) =>
      thread(index + 1, `${'x'.repeat(5000)}\n${index}`),
    );
    const lines = formatTable(run([processOf(7, threads)])).split('\n');
    assert.ok(lines.length < 50);
    assert.ok(lines.every(line => line.length < 130));
    assert.ok(lines.includes('… and 160 more; --json writes them all'));
    assert.ok(lines.every(line => line === line.trimEnd()));
  });
});
