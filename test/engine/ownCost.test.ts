import assert from 'node:assert/strict';
import { OwnCost } from '../../src/engine/ownCost.ts';

describe('what the recorder takes of a core', () => {
  it('is its CPU time over the time since the run began, and not known at once', () => {
    const cost = new OwnCost();
    const shares = [cost.share];
    for (const until = performance.now() + 600; performance.now() < until;);
    // So soon after it is not asked for again.
    shares.push(cost.share, cost.share);
    cost.restart();
    shares.push(cost.share);
    const [atOnce, later, again, restarted] = shares;
    assert.deepEqual([atOnce, restarted], [null, null]);
    assert.ok(typeof later === 'number' && later > 0);
    assert.equal(again, later);
  });
});
