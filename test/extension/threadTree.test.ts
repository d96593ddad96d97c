import assert from 'node:assert/strict';
import type { TraceUpdate } from '../../src/engine/recording.ts';
import { ThreadTree, type Arrangement, type NodeId } from '../../src/extension/threadTree.ts';
import type { ProcessView, ThreadView } from '../../src/protocol/panel.ts';
import { parseFilter } from '../../src/trace/filter.ts';
import { makeProcess, makeThread } from '../panel/support/traces.ts';

const asGiven: Arrangement = { filter: parseFilter(''), sort: 'created' };

function update(
  processes: readonly ProcessView[],
  threads: readonly ThreadView[],
  snapshot = false,
): TraceUpdate {
  const observer = { programShare: null, recorderShare: null };
  return { type: 'update', number: 1, snapshot, nowNs: 0, processes, threads, observer, findings: null };
}

/** A process with main, and Workers 1 to 500 below it. */
function manyThreads(): ThreadTree {
  const tree = new ThreadTree();
  const workers = Array.from({ length: 500 }, (_, index) =>
    makeThread({ key: index + 1, name: `worker ${index + 1}`, state: 'waiting', cpuShare: index / 1000 }),
  );
  tree.take(update([makeProcess()], [makeThread(), ...workers]));
  tree.arrange(asGiven, 0);
  tree.takeChanged();
  return tree;
}

function rows(tree: ThreadTree, node: NodeId | null = null): readonly NodeId[] {
  return tree.children(node).flatMap(child => [child, ...rows(tree, child)]);
}

describe('the tree of threads', () => {
  it('puts threads under who made them, and processes on top', () => {
    const tree = new ThreadTree();
    const inner = makeThread({ key: 2, parent: 1 });
    const other = makeThread({ key: 3, process: 1, parent: null, isMain: true });
    const processes = [makeProcess(), makeProcess({ key: 1, pid: 5 })];
    tree.take(update(processes, [makeThread(), makeThread({ key: 1 }), inner, other]));
    assert.deepEqual(tree.arrange(asGiven, 0), [null, 'p0', 't0', 't1', 'p1']);
    assert.deepEqual(rows(tree), ['p0', 't0', 't1', 't2', 'p1', 't3']);
    assert.equal(tree.parent('t2'), 't1');
    // What the runtime made for itself has no row here.
    tree.take(update([], [makeThread({ key: 4, kind: 'runtime', parent: null })]));
    assert.deepEqual(tree.arrange(asGiven, 0), []);
  });

  it('of 500 threads tells of the one that has changed, and of the one that has another below it', () => {
    const tree = manyThreads();
    tree.take(update([], [makeThread({ key: 77, state: 'running' })]));
    assert.deepEqual(tree.arrange(asGiven, 1), []);
    assert.deepEqual([...tree.takeChanged()], ['t77']);
    tree.take(update([], [makeThread({ key: 501, parent: 78 })]));
    assert.deepEqual(tree.arrange(asGiven, 2), ['t78']);
    assert.deepEqual(tree.arrange(asGiven, 3), []);
  });

  it('leaves the rows that a filter finds, and those above them; it follows what threads do', () => {
    const tree = manyThreads();
    const blocked: Arrangement = { filter: parseFilter('state:blocked'), sort: 'created' };
    tree.take(update([], [makeThread({ key: 9, state: 'blocked' })]));
    assert.deepEqual(tree.arrange(blocked, 1), ['t0']);
    assert.deepEqual(rows(tree), ['p0', 't0', 't9']);
    assert.deepEqual(tree.arrange(blocked, 2), []);
    tree.take(update([], [makeThread({ key: 9, state: 'waiting' })]));
    assert.deepEqual(new Set(tree.arrange(blocked, 3)), new Set([null, 'p0', 't0']));
    assert.deepEqual(rows(tree), []);
    tree.arrange(asGiven, 4);
    assert.equal(rows(tree).length, 502);
  });

  it('keeps all threads of a process that a filter finds', () => {
    const tree = manyThreads();
    tree.arrange({ filter: parseFilter('primes.mjs'), sort: 'created' }, 1);
    assert.equal(rows(tree).length, 502);
  });

  it('sorts as the panel does, and lets rows stand for a second', () => {
    const tree = manyThreads();
    const busiest: Arrangement = { filter: parseFilter(''), sort: 'busiest' };
    assert.deepEqual(tree.arrange(busiest, 0), ['t0']);
    assert.deepEqual(rows(tree).slice(0, 4), ['p0', 't0', 't500', 't499']);
    tree.take(update([], [makeThread({ key: 1, cpuShare: 1 })]));
    assert.deepEqual(tree.arrange(busiest, 500), []);
    assert.deepEqual(tree.arrange(busiest, 1500), ['t0']);
    assert.equal(rows(tree)[2], 't1');
  });

  it('forgets what a snapshot does not know', () => {
    const tree = manyThreads();
    tree.take(update([makeProcess()], [makeThread()], true));
    assert.deepEqual(tree.arrange(asGiven, 1), ['t0']);
    assert.deepEqual(rows(tree), ['p0', 't0']);
  });
});
