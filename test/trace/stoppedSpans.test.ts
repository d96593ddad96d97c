import assert from 'node:assert/strict';
import fc from 'fast-check';
import { provenances, threadStates } from '../../src/protocol/words.ts';
import { StoppedSpans } from '../../src/trace/stoppedSpans.ts';

const stopped = 7;

/** As `from state(how it is known)`, and where it ends. */
function drawn(spans: StoppedSpans, nowNs = 1000): string {
  const parts = Array.from({ length: spans.length }, (_, index) => {
    const cause = spans.causeAt(index) === -1 ? '' : `#${spans.causeAt(index)}`;
    const known = provenances[spans.knownAt(index)]?.[0] ?? '?';
    return `${spans.startAt(index)} ${threadStates[spans.stateAt(index)]}${cause} ${known}`;
  });
  return [...parts, spans.endNs === null ? '…' : `${spans.endAt(spans.length - 1, nowNs)}`].join(', ');
}

function sumsAreRight(spans: StoppedSpans, nowNs = 1000): void {
  const totals = spans.totals(nowNs);
  for (const [code, state] of threadStates.entries()) {
    let sum = 0;
    for (let index = 0; index < spans.length; index++)
      if (spans.stateAt(index) === code) sum += spans.endAt(index, nowNs) - spans.startAt(index);
    assert.equal(totals[state], sum, `${state} in ${drawn(spans)}`);
  }
}

function running(): StoppedSpans {
  const spans = new StoppedSpans();
  spans.begin(0, 'running', 'told');
  return spans;
}

describe('the spans of a thread that a debugger stops', () => {
  it('are blocked from the stop to the continue', () => {
    const spans = running();
    spans.stop(10, stopped);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, …');
    spans.resume(50);
    spans.begin(60, 'waiting', 'told');
    spans.end(70);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 50 running t, 60 waiting t, 70');
    sumsAreRight(spans);
  });

  it('are not what samples say meanwhile, nor what they say at the end', () => {
    const spans = running();
    spans.stop(10, stopped);
    spans.begin(12, 'blocked', 'sampled', 3);
    spans.begin(30, 'running', 'sampled');
    spans.begin(40, 'blocked', 'sampled', 3);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, …');
    spans.resume(50);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 50 running t, …');
    spans.begin(55, 'ready', 'sampled');
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 50 running t, 55 ready s, …');
  });

  it('may begin with a stop, and be taken back into it when that is over', () => {
    const spans = new StoppedSpans();
    spans.begin(10, 'running', 'told');
    spans.stop(5, stopped);
    spans.resume(50);
    spans.begin(60, 'waiting', 'told');
    spans.takeBackTo(20);
    spans.begin(20, 'running', 'told');
    sumsAreRight(spans);
    assert.match(drawn(spans), /blocked#7 t/);
  });

  it('are drawn anew around the stop when more is known of the time before it', () => {
    const spans = running();
    spans.begin(5, 'blocked', 'sampled', 3);
    spans.stop(10, stopped);
    spans.takeBackTo(0, 'running');
    spans.begin(6, 'waiting', 'told');
    spans.begin(8, 'running', 'told');
    assert.equal(drawn(spans), '0 running t, 6 waiting t, 8 running t, 10 blocked#7 t, …');
    spans.resume(20);
    spans.takeBackTo(0, 'running');
    spans.begin(30, 'waiting', 'told');
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 20 running t, 30 waiting t, …');
    sumsAreRight(spans);
  });

  it('take a stop that is told late, and one whose end is told late', () => {
    const spans = running();
    spans.begin(12, 'blocked', 'sampled', 3);
    spans.begin(60, 'waiting', 'told');
    spans.stop(10, stopped);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, …');
    spans.resume(50);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 50 running t, 60 waiting t, …');
    sumsAreRight(spans);
  });

  it('take one that is told when the thread is over', () => {
    const spans = running();
    spans.begin(60, 'waiting', 'told');
    spans.end(70);
    spans.stop(10, stopped);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 70');
    spans.resume(50);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 50 running t, 60 waiting t, 70');
    sumsAreRight(spans);
  });

  it('end where the thread ended, also when it was stopped then', () => {
    const spans = running();
    spans.stop(10, stopped);
    spans.begin(12, 'blocked', 'sampled', 3);
    spans.end(30);
    assert.equal(drawn(spans), '0 running t, 10 blocked#7 t, 30');
    sumsAreRight(spans);
  });

  it('go on with the wait that the thread was told to be in', () => {
    const spans = running();
    spans.begin(5, 'blocked', 'told', 3);
    spans.stop(10, stopped);
    assert.equal(spans.ownCause, 3);
    spans.resume(50);
    assert.equal(drawn(spans), '0 running t, 5 blocked#3 t, 10 blocked#7 t, 50 blocked#3 t, …');
    spans.explain(4);
    spans.begin(55, 'running', 'told');
    assert.equal(drawn(spans), '0 running t, 5 blocked#3 t, 10 blocked#7 t, 50 blocked#4 t, 55 running t, …');
  });

  it('follow step by step', () => {
    const spans = running();
    for (const atMs of [10, 20, 30]) {
      spans.stop(atMs, atMs);
      spans.resume(atMs + 9);
    }
    spans.stop(39, 39);
    spans.resume(45);
    assert.equal(
      drawn(spans),
      '0 running t, 10 blocked#10 t, 19 running t, 20 blocked#20 t, 29 running t, 30 blocked#30 t, 39 blocked#39 t, 45 running t, …',
    );
  });

  it('of a thread that is not known yet say nothing, and a continue without a stop changes nothing', () => {
    const spans = new StoppedSpans();
    spans.stop(5, stopped);
    spans.resume(6);
    assert.equal(spans.length, 0);
    spans.begin(10, 'running', 'told');
    spans.resume(20);
    assert.equal(drawn(spans), '10 running t, …');
  });

  it('are the same in whatever order the debugger and the thread are heard', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
    const states = ['waiting', 'ready', 'running'] as const;
    fc.assert(
      fc.property(gaps, gaps, fc.array(fc.boolean(), { maxLength: 24 }), (tells, says, order) => {
        // What the thread tells has even times and what a debugger says odd ones: no two are at once.
        const told = moments(tells, 0).map((timeNs, index) => (spans: StoppedSpans) => {
          spans.begin(timeNs, states[index % states.length] ?? 'running', 'told');
        });
        const said = moments(says, 1).map((timeNs, index) => (spans: StoppedSpans) => {
          if (index % 2 === 0) spans.stop(timeNs, stopped);
          else spans.resume(timeNs);
        });
        const inOrder = (turns: readonly boolean[]): string => {
          const spans = running();
          const [left, right, next] = [[...told], [...said], [...turns]];
          while (left.length + right.length > 0) {
            const isTold = right.length === 0 || (left.length > 0 && (next.shift() ?? true));
            (isTold ? left : right).shift()?.(spans);
            sumsAreRight(spans);
          }
          spans.end(2000);
          return drawn(spans);
        };
        assert.equal(inOrder(order), inOrder([]));
      }),
    );
  });
});

/** Growing times, all even or all odd. */
function moments(gaps: readonly number[], first: number): number[] {
  let timeNs = first;
  return gaps.map(gap => (timeNs += 2 * gap));
}
