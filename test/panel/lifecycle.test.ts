import assert from 'node:assert/strict';
import { lifecycleNodes, lifecycleText } from '../../src/panel/lifecycleDiagram.ts';
import { makeThread, noTimes, primes } from './support/traces.ts';

const ms = 1e6;

describe('the lifecycle of a thread', () => {
  it('has each state once, with the time of this thread; what it never was in is there, too', () => {
    const failed = primes().threads.find(thread => thread.key === 2);
    assert.ok(failed);
    const nodes = lifecycleNodes(failed);
    assert.equal(new Set(nodes.map(node => node.label)).size, 8);
    assert.equal(new Set(nodes.map(node => `${node.column} ${node.line}`)).size, 8);
    assert.deepEqual(
      nodes.filter(node => !node.isVisited).map(node => node.label),
      ['waiting', 'sleeping'],
    );
    assert.equal(
      lifecycleText(nodes),
      'created 4 ms, starting 29 ms, running 83 ms, ready 12 ms, blocked 26 ms, failed after 154 ms (now)',
    );
  });

  it('shows where the thread is now, and that it has not ended', () => {
    const alive = makeThread({ state: 'blocked', stateNs: { ...noTimes(), running: 3 * ms } });
    const nodes = lifecycleNodes(alive);
    assert.deepEqual(
      nodes.filter(node => node.isCurrent).map(node => node.label),
      ['blocked'],
    );
    assert.equal(nodes.at(-1)?.state, null);
    assert.equal(lifecycleText(nodes), 'running 3 ms, blocked (now)');
  });
});
