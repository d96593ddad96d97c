import assert from 'node:assert/strict';
import { Spans } from '../../src/trace/spans.ts';

/** Runs and waits in turns, a span per millisecond; each run is a bit longer than the one before. */
function turns(count: number): Spans {
  const spans = new Spans();
  for (let turn = 0; turn < count; turn++) {
    spans.begin(turn * 2e6, 'running', 'told');
    spans.begin(turn * 2e6 + 1e6 + turn, 'waiting', 'told');
  }
  return spans;
}

describe('the longest busy stretch', () => {
  it('does not depend on when it was asked for', () => {
    for (const count of [1, 3, 40, 200]) {
      for (const back of [0, 1, 2, 30, 150]) {
        if (back > count) continue;
        const asked = turns(count);
        const unasked = turns(count);
        const endNs = count * 2e6;
        assert.equal(asked.longestBusyNs(endNs), 1e6 + count - 1);
        for (const spans of [asked, unasked]) {
          // What was drawn is taken back, and drawn shorter.
          spans.takeBackTo((count - back) * 2e6, 'running');
          spans.begin((count - back) * 2e6 + 10, 'waiting', 'told');
          spans.begin(endNs, 'running', 'told');
        }
        assert.equal(asked.longestBusyNs(endNs + 5), unasked.longestBusyNs(endNs + 5), `${back} of ${count}`);
      }
    }
  });
});
