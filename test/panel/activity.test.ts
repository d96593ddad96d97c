import assert from 'node:assert/strict';
import { Trace } from '../../src/trace/trace.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { Activities, activityNow, lanesPerState } from '../../src/panel/activity.ts';
import { makeShares, shareAt } from '../../src/panel/laneShares.ts';
import { layoutRows, runtimeGroup, runtimeRowId } from '../../src/panel/layout.ts';
import { busyThreads } from '../../src/panel/overview.ts';
import type { LaneShares } from '../../src/protocol/panel.ts';
import { threadStates } from '../../src/protocol/words.ts';
import type { ThreadState } from '../../src/protocol/words.ts';
import { spansOf } from './support/columns.ts';
import { makeProcess, makeThread } from './support/traces.ts';
import type { MadeSpan } from './support/traces.ts';

const span = (state: ThreadState, startNs: number, endNs: number): MadeSpan => ({
  startNs,
  endNs,
  state,
  known: 'sampled',
  cause: null,
});
const window = { fromNs: 0, toNs: 100 };
const of = (state: ThreadState, bucket: number) => bucket * threadStates.length + threadStates.indexOf(state);
const lanes = [
  spansOf(4, [span('running', 0, 50), span('waiting', 50, 100)]),
  spansOf(5, [span('waiting', 0, 75), span('blocked', 75, 100)]),
];
const runtime = (key: number, state: ThreadState) =>
  makeThread({ key, kind: 'runtime', parent: null, threadId: -1, state });

describe('what several lanes do together', () => {
  it('is counted per stretch and state, from spans and from shares alike', () => {
    const counts = lanesPerState(lanes, window, 2);
    assert.equal(counts[of('running', 0)], 1);
    assert.equal(counts[of('waiting', 0)], 1);
    assert.equal(counts[of('waiting', 1)], 1.5);
    assert.equal(counts[of('blocked', 1)], 0.5);
    const again = lanesPerState(
      [
        makeShares(
          9,
          2,
          counts.map(count => count / 2),
        ),
      ],
      window,
      2,
    );
    again.forEach((count, i) => assert.ok(Math.abs(2 * count - (counts[i] ?? 0)) < 1e-4));
    assert.deepEqual([...busyThreads(lanes, window, 2)], [1, 0]);
  });

  it('is, of runtime threads, the share that is busy; made once for an answer', () => {
    const threads = [runtime(4, 'waiting'), runtime(5, 'blocked')];
    const row = layoutRows([makeProcess()], [makeThread(), ...threads], new Set(), '').at(-1);
    assert.ok(row?.runtime && row.isFolded);
    const answer = {
      ...queryWindow(new Trace(), { ...window, widthPx: 2, threads: [], maxMessages: 0 }, 0),
      lanes,
    };
    const activities = new Activities();
    const lane = activities.of(row, answer, 8);
    const share = (of: LaneShares, state: ThreadState, bucket: number) =>
      Math.round(shareAt(of, bucket, threadStates.indexOf(state)) * 1e4) / 1e4;
    assert.equal(share(lane, 'running', 0), 0.5);
    assert.equal(share(lane, 'blocked', 1), 0.25);
    assert.equal(share(lane, 'waiting', 0), 0);
    assert.equal(activities.of(row, answer, 8), lane);
    assert.equal(share(activityNow(runtimeGroup(threads)), 'blocked', 0), 0.5);
    assert.equal(row.id, runtimeRowId(0));
  });
});
