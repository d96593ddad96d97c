import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { SourcePlace } from '../../src/protocol/words.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, threadNamed, type Recorded } from './harness.ts';
import { noPython, ownPython } from './pythons.ts';

const file = path.join(programs, 'python', 'wait_places.py');
const source = fs.readFileSync(file, 'utf8').split('\n');

/** The line that ends with that note. */
function lineOf(note: string): number {
  const line = source.findIndex(text => text.endsWith(`# ${note}`)) + 1;
  assert.ok(line > 0, note);
  return line;
}

function lineAt(place: SourcePlace | null | undefined): number | null {
  if (!place) return null;
  assert.equal(place.file, file);
  return place.line;
}

/** The waits of a thread that begin with these words: the lines that wait. */
function waitsOf({ window, threads }: Recorded, name: string, words: string): (number | null)[] {
  const lane = window.lanes.find(each => each.thread === threadNamed(threads, name).key);
  assert.ok(lane?.kind === 'spans');
  return [...lane.cause]
    .filter(cause => window.causes[cause]?.startsWith(words) === true)
    .map(cause => lineAt(window.causePlaces[cause]));
}

/** Of the waits that the main thread ended for a thread: the lines that waited, and those that ended them. */
function endsOf({ window: { wakeUps }, threads }: Recorded, name: string): (number | null)[][] {
  const [from, to] = ['main', name].map(each => threadNamed(threads, each).key);
  const line = (index = -1): number | null => lineAt(wakeUps.places[index]);
  return [...wakeUps.to.keys()]
    .filter(row => wakeUps.from[row] === from && wakeUps.to[row] === to)
    .map(row => [line(wakeUps.waitedAt[row]), line(wakeUps.calledAt[row])]);
}

describe('the lines of waits in Python', function () {
  this.timeout(60_000);
  let run: Recorded;

  before(async function () {
    if (ownPython === null) skip(this, noPython);
    else run = await runRecorded(ownPython.path, [file]);
  });

  it('do not show in what the program prints', () => {
    assert.equal(run.stderr, '');
    assert.match(run.stdout, /^<built-in method release of _thread\.lock object at 0x[0-9a-f]+> False\n$/);
  });

  for (const name of ['acquires', 'is_notified', 'waits_for_event', 'gets', 'puts', 'meets', 'passes']) {
    it(`are told of both sides: ${name}`, () => {
      assert.deepEqual(endsOf(run, name), [[lineOf(`${name} waits`), lineOf(`${name} woken`)]]);
    });
  }

  it('are told of where a `with` waits, though not of the end of another that it waits for', () => {
    assert.deepEqual(endsOf(run, 'with_lock'), [[lineOf('with_lock waits'), null]]);
  });

  it('are those of whoever let go of a lock, though another had it', () => {
    const waits = lineOf('twice waits');
    assert.deepEqual(endsOf(run, 'twice'), [
      [waits, lineOf('twice woken')],
      [waits, lineOf('twice woken again')],
    ]);
  });

  it('are told of waits that nobody ended, or of which nobody says where', () => {
    assert.deepEqual(waitsOf(run, 'times_out', 'acquire'), [lineOf('times_out waits')]);
    assert.deepEqual(waitsOf(run, 'enters', 'acquire on RLock'), [lineOf('enters waits')]);
    assert.deepEqual(waitsOf(run, 'gets_simple', 'get on SimpleQueue'), [lineOf('gets_simple waits')]);
    const short = waitsOf(run, 'main', 'wait on Event').filter(line => line !== lineOf('long'));
    assert.ok(short.length > 50, `${short.length} short waits`);
    // What is short and one of many may be told without its line, but not with another.
    assert.ok(short.includes(null), 'all have their lines');
    for (const line of short) assert.ok(line === null || line === lineOf('short'), `${line}`);
    assert.ok(waitsOf(run, 'main', 'wait on Event').includes(lineOf('long')));
    assert.ok(waitsOf(run, 'main', 'join').includes(lineOf('joins')));
    assert.ok(waitsOf(run, 'main', 'time.sleep, 100 ms').includes(lineOf('sleeps')));
  });
});
