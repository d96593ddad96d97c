import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { threadStates, type SourcePlace } from '../../src/protocol/words.ts';
import { programs, runRecorded, threadNamed, type Recorded } from './harness.ts';
import { otherNodes, ownNode } from './nodes.ts';

const file = path.join(programs, 'wait-places.mjs');
const source = fs.readFileSync(file, 'utf8').split('\n');

function placeOfLine(note: string): string {
  const line = source.findIndex(text => text.endsWith(`// ${note}`)) + 1;
  assert.ok(line > 0, note);
  return `wait-places.mjs:${line}`;
}

function labelOf(place: SourcePlace | null | undefined): string | null {
  return place ? `${place.file.replace(/^.*\//, '')}:${place.line}` : null;
}

/** The blocked spans of a thread: how long, by what, on which line. */
function waitsOf({ window, threads }: Recorded, name: string) {
  const lane = window.lanes.find(each => each.thread === threadNamed(threads, name).key);
  assert.ok(lane?.kind === 'spans');
  return Array.from(lane.startNs, (startNs, span) => ({
    state: threadStates[lane.state[span] ?? 0],
    ms: ((lane.endNs[span] ?? 0) - startNs) / 1e6,
    cause: window.causes[lane.cause[span] ?? -1] ?? '',
    at: labelOf(window.causePlaces[lane.cause[span] ?? -1]),
  })).filter(({ state, cause }) => state === 'blocked' && cause.startsWith('Atomics.wait'));
}

describe('the lines of waits', () => {
  for (const node of [ownNode, ...otherNodes]) {
    it(`are told, and those that ended them (Node ${node.version})`, async function () {
      this.timeout(60_000);
      const run = await runRecorded(node.path, [file]);
      assert.equal(run.stderr, '');
      assert.equal(run.stdout, 'ok\ntimed-out\n0 0\n');
      const { wakeUps } = run.window;
      const main = threadNamed(run.threads, 'main').key;
      const waker = threadNamed(run.threads, 'waker').key;
      const first = wakeUps.to.findIndex((to, row) => to === main && wakeUps.from[row] === waker);
      assert.ok(first >= 0, 'the waker woke the main thread');
      const places = [wakeUps.waitedAt[first], wakeUps.calledAt[first]];
      assert.deepEqual(
        places.map(index => labelOf(wakeUps.places[index ?? -1])),
        [placeOfLine('woken'), placeOfLine('wakes')],
      );
      const waits = waitsOf(run, 'main');
      const long = waits.filter(({ cause }) => cause.includes('at most 30 ms'));
      assert.deepEqual(
        long.map(({ at }) => at),
        [placeOfLine('long')],
      );
      assert.ok((long[0]?.ms ?? 0) >= 29, `${long[0]?.ms} ms`);
      // What is short and one of many may be told without its line, but not with another.
      const short = waits.filter(({ cause }) => cause.includes('at most 0 ms'));
      assert.ok(short.some(({ at }) => at === null) && short.length > 250, `${short.length} short waits`);
      for (const { at } of short) assert.ok(at === null || at === placeOfLine('short'), `${at}`);
      // Where the program's own function could not be kept from being run, nobody asks.
      const frozen = waits.filter(({ cause }) => cause.includes('at most 5 ms'));
      assert.deepEqual(
        frozen.map(({ at }) => at),
        [null],
      );
      const hung = waitsOf(run, 'stuck');
      assert.ok(hung.length > 0, 'it hung');
      for (const { at } of hung) assert.equal(at, placeOfLine('hangs'));
    });
  }
});
