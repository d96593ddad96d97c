import assert from 'node:assert/strict';
import { PlacedThreads } from '../../src/extension/placedThreads.ts';
import type { ThreadView } from '../../src/protocol/panel.ts';
import { makeThread } from '../panel/support/traces.ts';

const ms = 1e6;
const at = (line: number, file = '/w/a.py') => ({ file, line, column: 1 });
const waits = (key: number, line: number, sinceMs: number, more: Partial<ThreadView> = {}) =>
  makeThread({ key, state: 'blocked', wait: { at: at(line), sinceNs: sinceMs * ms }, ...more });
const failed = (key: number, stack: string | null) =>
  makeThread({
    key,
    state: 'failed',
    outcome: 'failed',
    endedNs: 5,
    error: { name: 'E', message: 'm', stack },
  });

function threads(...taken: readonly ThreadView[]): PlacedThreads {
  const placed = new PlacedThreads(file => (file.startsWith('/') ? file : null));
  placed.take({ threads: taken, snapshot: false });
  return placed;
}

/** `a.py:3 blocked 1 2, failed 4` */
function text(placed: PlacedThreads, nowMs: number): string[] {
  return [...placed.marks(nowMs * ms)].flatMap(([file, marks]) =>
    marks.map(({ line, groups }) => {
      const all = groups.map(group => [group.state, ...group.threads.map(each => each.thread.key)].join(' '));
      return `${file.slice(3)}:${line + 1} ${all.join(', ')}`;
    }),
  );
}

describe('threads of which a line is known', () => {
  it('are put together by line, the most serious state and the longest wait first', () => {
    const placed = threads(
      waits(1, 3, 50),
      waits(2, 3, 20, { state: 'waiting' }),
      waits(3, 3, 10),
      waits(4, 9, 10, { state: 'sleeping' }),
      failed(5, 'Error: no\n    at f (/w/a.py:3:1)'),
    );
    assert.deepEqual(text(placed, 400), ['a.py:3 failed 5, blocked 3 1, waiting 2', 'a.py:9 sleeping 4']);
  });

  it('are no others: who runs, waits on a line that nobody told, or is in no file of this disk', () => {
    const placed = threads(
      makeThread({ key: 1, state: 'running' }),
      makeThread({ key: 2, state: 'blocked', cause: 'system call read' }),
      waits(3, 3, 0, { wait: { at: at(3, 'node:fs'), sinceNs: 0 } }),
      waits(4, 3, 0, { kind: 'runtime' }),
      failed(5, null),
      failed(6, 'Error: no\n    at node:internal/x:1:1'),
      makeThread({ key: 7, state: 'killed', outcome: 'killed', endedNs: 3 }),
    );
    assert.equal(placed.size, 0);
    assert.deepEqual(text(placed, 400), []);
  });

  it('are marked when their wait has lasted long enough to be read, and not when it is over', () => {
    const placed = threads(waits(1, 3, 50));
    assert.deepEqual(text(placed, 149), []);
    assert.deepEqual(text(placed, 150), ['a.py:3 blocked 1']);
    placed.take({ threads: [makeThread({ key: 1, state: 'running' })], snapshot: false });
    assert.equal(placed.size, 0);
  });

  it('stay after the run only where they failed', () => {
    const placed = threads(waits(1, 3, 0), failed(2, '  File "/w/a.py", line 7, in work'));
    placed.endWaits();
    assert.deepEqual(text(placed, 400), ['a.py:7 failed 2']);
    placed.take({ threads: [waits(3, 4, 0)], snapshot: true });
    assert.deepEqual(text(placed, 400), ['a.py:4 blocked 3']);
  });
});
