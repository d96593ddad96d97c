import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { StreamDecoder } from '../../src/protocol/decoder.ts';
import { parseSegmentFileName } from '../../src/protocol/segments.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { framesOf } from '../protocol/frames.ts';
import { programs, runRecorded, threadNamed } from './harness.ts';
import { ownNode } from './nodes.ts';

/** Far less than the programs here tell. */
const littleLag = 64 * 1024;

interface Told {
  sent: number;
  received: number;
  lost: number;
}

/** Counts what lies in a run's folder, by thread, without the help of anything that would have read it. */
function readFolder(folder: string, token: string): Map<number, Told> {
  const segments = fs
    .readdirSync(folder)
    .map(name => ({ name, segment: parseSegmentFileName(name) }))
    .flatMap(({ name, segment }) => (segment === null ? [] : [{ name, ...segment }]))
    .sort((a, b) => a.segment - b.segment);
  const told = new Map<number, Told>();
  for (const stream of new Set(segments.map(segment => segment.stream))) {
    const own = segments.filter(segment => segment.stream === stream);
    const counts: Told = { sent: 0, received: 0, lost: 0 };
    const decoder = new StreamDecoder(token, {
      record: (kind, _detail, _id, _time, fields) => {
        if (kind === recordKinds.sent) counts.sent++;
        else if (kind === recordKinds.received) counts.received++;
        else if (kind === recordKinds.lost) counts.lost += fields[0] as number;
      },
    });
    for (const { name } of own) decoder.push(framesOf(fs.readFileSync(path.join(folder, name)), token));
    decoder.end();
    assert.deepEqual(decoder.losses, { skippedBytes: 0, missingFrames: 0, unknownRecords: 0 });
    told.set(own[0]?.threadId ?? -1, counts);
  }
  return told;
}

describe('a reader that does not read', () => {
  it('is not waited for: a program that tells far more than may lie unread runs to its end', async () => {
    const run = await runRecorded(ownNode.path, [path.join(programs, 'steady.mjs')], {
      paused: true,
      maxLagBytes: littleLag,
    });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.ok(run.summary.lostEvents > 0, 'the reader was never too far behind');
  });

  it('misses what had to be dropped, and all of that is counted', async function () {
    this.timeout(60_000);
    let told = new Map<number, Told>();
    const run = await runRecorded(ownNode.path, [path.join(programs, 'burst.mjs')], {
      paused: true,
      maxLagBytes: littleLag,
      onEnded: (folder, token) => (told = readFolder(folder, token)),
    });
    assert.equal(run.stdout, '50000 1249975000 0\n');

    const [main, source] = [told.get(0), told.get(1)];
    assert.ok(main !== undefined && source !== undefined && told.size === 2);
    assert.ok(source.lost > 0 && main.lost > 0);
    // Besides messages, each thread may have dropped a few records about its slices of work.
    const sent = source.sent + source.lost;
    assert.ok(sent >= 50_000 && sent <= 50_010, `${source.sent} told and ${source.lost} lost of 50000 sent`);
    const received = main.received + main.lost;
    assert.ok(received >= 50_000, `${main.received} told and ${main.lost} lost of 50000 received`);

    assert.equal(run.summary.lostEvents, main.lost + source.lost);
    assert.equal(threadNamed(run.threads, 'source').lostRecords, source.lost);
    assert.equal(run.summary.notices.length, 1);
    assert.match(run.summary.notices[0] ?? '', /\d/);
    // Lifecycles are never dropped.
    assert.deepEqual(
      run.threads.map(({ name, outcome, exitCode }) => [name, outcome, exitCode]),
      [
        ['main', 'finished', 0],
        ['source', 'finished', 0],
      ],
    );
  });
});
