import assert from 'node:assert/strict';
import { PythonTimeline } from '../../src/trace/pythonTimeline.ts';
import type { GilFacts } from '../../src/trace/pythonTimeline.ts';
import { noCause } from '../../src/trace/spans.ts';
import type { Sample } from '../../src/trace/timeline.ts';
import { provenances, threadStates } from '../../src/protocol/words.ts';

const ms = 1e6;
const [futex, gil, unseenLock, read, lock] = [1, 2, 3, 4, 5];

/** Spans as `state from–to cause`, in milliseconds; `~` before what was sampled and `?` before what was inferred. */
function drawn({ spans }: PythonTimeline, untilMs: number): string[] {
  const { first, end } = spans.range(0, untilMs * ms);
  return Array.from({ length: end - first }, (_, row) => {
    const index = first + row;
    const known = provenances[spans.knownAt(index)] ?? 'told';
    const mark = { told: '', sampled: '~', inferred: '?' }[known];
    const cause = spans.causeAt(index);
    const from = spans.startAt(index) / ms;
    const to = spans.endAt(index, untilMs * ms) / ms;
    const state = threadStates[spans.stateAt(index)];
    return `${mark}${state} ${from}–${Math.min(to, untilMs)}${cause === noCause ? '' : ` ${cause}`}`;
  });
}

describe('the timeline of a Python thread', () => {
  let facts: GilFacts;
  let thread: PythonTimeline;
  beforeEach(() => {
    facts = { hasGil: true, switchNs: 5 * ms, futex, gil, unseenLock, contenders: 0 };
    thread = new PythonTimeline();
    thread.gil = facts;
    thread.codeBegins(0);
  });

  const sample = (timeMs: number, runMs: number, at: Sample['at'], cause = noCause, readyMs = 0): void =>
    thread.sampled({ timeNs: timeMs * ms, runNs: runMs * ms, readyNs: readyMs * ms, at, cause });

  it('is in the waits that it tells, whatever samples say', () => {
    thread.blockBegins(10 * ms, 'blocked', lock);
    sample(12, 5, 'off', futex);
    sample(22, 5, 'runnable');
    thread.blockEnds(30 * ms, lock);
    assert.deepEqual(drawn(thread, 40), ['running 0–10', 'blocked 10–30 5', 'running 30–40']);
    assert.equal(thread.withoutGilNs, 0);
  });

  it('goes back to the wait that a wait began in', () => {
    thread.blockBegins(10 * ms, 'waiting', 7);
    thread.blockBegins(20 * ms, 'blocked', lock);
    thread.blockEnds(25 * ms, lock);
    thread.blockEnds(30 * ms, 7);
    assert.deepEqual(drawn(thread, 40), [
      'running 0–10',
      'waiting 10–20 7',
      'blocked 20–25 5',
      'waiting 25–30 7',
      'running 30–40',
    ]);
  });

  it('is ready without the GIL while it moves in a futex and tells of no wait', () => {
    sample(0.1, 0.1, 'runnable');
    sample(10, 4, 'off', futex);
    sample(20, 10, 'off', futex);
    assert.deepEqual(drawn(thread, 20), [
      'running 0–0.1',
      '~running 0.1–4',
      '~ready 4–12 2',
      '~running 12–18',
      '~ready 18–20 2',
    ]);
    assert.equal(thread.withoutGilNs, 10 * ms);
  });

  it('is blocked in a lock that the probe cannot see when it stands still there', () => {
    sample(0.1, 0.1, 'runnable');
    sample(10, 9, 'off', futex);
    thread.stoodStill(20 * ms);
    assert.equal(drawn(thread, 20).at(-1), '~ready 9–20 2');
    thread.stoodStill(30 * ms);
    assert.equal(drawn(thread, 30).at(-1), '~blocked 10–30 3');
    assert.equal(thread.spans.lastState, 'blocked');
  });

  it('is blocked in the call that it was seen in, and waiting where it polls', () => {
    sample(0.1, 0.1, 'runnable');
    sample(10, 1, 'off', read);
    sample(20, 1.5, 'polling');
    assert.deepEqual(
      drawn(thread, 20).map(each => each.replace(/ [\d.]+–[\d.]+/, '')),
      ['running', '~running', '~blocked 4', '~running', '~waiting'],
    );
  });

  it('has no GIL to be without on a free-threaded Python', () => {
    thread.gil = { ...facts, hasGil: false };
    sample(0.1, 0.1, 'runnable');
    sample(10, 4, 'off', futex);
    assert.equal(drawn(thread, 10).at(-1), '~blocked 4–10 3');
    assert.equal(thread.withoutGilNs, null);
  });

  it('was ready by inference between two looks that saw it run, when others want to run, too', () => {
    const other = new PythonTimeline();
    other.gil = facts;
    other.codeBegins(0);
    sample(0.1, 0.1, 'runnable');
    sample(10, 5, 'runnable');
    assert.ok(drawn(thread, 10).some(each => each.startsWith('?ready') && each.endsWith(' 2')));
    other.blockBegins(10 * ms, 'blocked', lock);
    sample(20, 10, 'runnable');
    assert.ok(
      drawn(thread, 20).some(each => each.startsWith('?blocked')),
      'nobody else wanted to run',
    );
  });
});
