import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Journal } from '../../src/engine/journal.ts';
import { RecordingStore } from '../../src/engine/recordingStore.ts';

const nothing = {
  originNs: 0,
  durationMs: 0,
  exitCode: 0,
  signal: null,
  threads: 1,
  processes: 1,
  lostEvents: 0,
};

describe('a store of recordings', () => {
  let folder = '';
  let store: RecordingStore;

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'thread-view-store-')), 'runs');
    store = new RecordingStore(folder, { mostRecordings: 3, mostBytes: 2 ** 30 });
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  async function begin(title: string, startedAtMs: number): Promise<{ file: string; journal: Journal }> {
    const file = await store.newFile(startedAtMs);
    const description = { title, programFile: `/work/${title}`, command: ['node', title] };
    const journal = await Journal.create({ file, maxBytes: 2 ** 20, ...description });
    journal.rootStarted(startedAtMs);
    return { file, journal };
  }

  async function keep(title: string, startedAtMs: number): Promise<string> {
    const { file, journal } = await begin(title, startedAtMs);
    await journal.close('ended', nothing);
    return file;
  }

  const titles = async (of = store): Promise<(string | undefined)[]> =>
    (await of.list()).map(each => each.info?.title);

  it("is the user's alone, and empty before anything is kept", async () => {
    assert.deepEqual(await store.list(), []);
    await keep('one.mjs', 1000);
    assert.equal(statSync(folder).mode & 0o777, process.platform === 'win32' ? 0o666 : 0o700);
    const [only] = await store.list();
    assert.equal(only?.info?.title, 'one.mjs');
    assert.deepEqual(only.info.command, ['node', 'one.mjs']);
    assert.equal(only.startedAtMs, 1000);
    assert.equal(only.bytes, statSync(only.file).size);
    assert.equal(only.isBeingRecorded, false);
  });

  it('lists the newest first, and keeps the last so many', async () => {
    for (const [place, title] of ['c', 'a', 'd', 'b', 'e'].entries()) await keep(title, 1000 + place);
    assert.deepEqual(await titles(), ['e', 'b', 'd', 'a', 'c']);
    assert.equal((await store.prune()).length, 2);
    assert.deepEqual(await titles(), ['e', 'b', 'd']);
    assert.equal((await store.prune(1)).length, 1);
    assert.deepEqual(await titles(), ['e', 'b']);
  });

  it('keeps no more bytes than it may', async () => {
    for (const [place, title] of ['a', 'b', 'c'].entries()) await keep(title, 1000 + place);
    const bytes = statSync((await store.list())[0]?.file ?? '').size;
    const small = new RecordingStore(folder, { mostRecordings: 100, mostBytes: 2 * bytes + 10 });
    await small.prune();
    assert.deepEqual(await titles(), ['c', 'b']);
  });

  it('lets alone what is being recorded, also by another window, until its recorder is no more', async () => {
    const { file, journal } = await begin('running', 1);
    for (const [place, title] of ['a', 'b', 'c'].entries()) await keep(title, 1000 + place);
    const other = new RecordingStore(folder, { mostRecordings: 1, mostBytes: 2 ** 30 });
    await other.prune();
    assert.deepEqual(await titles(other), ['running']);
    await assert.rejects(other.remove(file), /still being recorded/);
    const daysAgo = new Date(Date.now() - 3 * 24 * 3_600_000);
    utimesSync(file, daysAgo, daysAgo);
    await other.remove(file);
    assert.deepEqual(await titles(), []);
    await journal.close('ended', nothing);
  });

  it('removes one when it is asked to, once or twice, and nothing that is not its own', async () => {
    const file = await keep('a', 1);
    await store.remove(file);
    await store.remove(file);
    assert.equal(existsSync(file), false);
    const foreign = path.join(path.dirname(folder), path.basename(await keep('b', 2)));
    writeFileSync(foreign, '');
    const notes = path.join(folder, 'notes.txt');
    writeFileSync(notes, 'mine');
    for (const each of [foreign, notes, path.join(folder, '..', 'runs')])
      await assert.rejects(store.remove(each), /is not one of the recordings/);
  });

  it('is not led astray by what else lies in its folder', async () => {
    await keep('a', 1);
    mkdirSync(path.join(folder, 'run-0000000000002-0123abcd.threadview'));
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    const broken = path.join(folder, 'run-0000000000003-0123abcd.threadview');
    writeFileSync(broken, 'TVRECORD and nothing else');
    const longAgo = new Date(1000);
    utimesSync(broken, longAgo, longAgo);
    const listed = await store.list();
    assert.deepEqual(
      listed.map(each => each.info?.title ?? each.problem?.kind),
      ['foreign', 'missing', 'a'],
    );
    const strict = new RecordingStore(folder, { mostRecordings: 0, mostBytes: 2 ** 30 });
    assert.equal((await strict.prune()).length, 2);
    assert.deepEqual(
      (await strict.list()).map(each => each.problem?.kind),
      ['missing'],
    );
    assert.ok(existsSync(path.join(folder, 'notes.txt')));
  });

  it('serves several windows at once', async () => {
    const windows = Array.from(
      { length: 4 },
      () => new RecordingStore(folder, { mostRecordings: 5, mostBytes: 2 ** 30 }),
    );
    await Promise.all(
      windows.map(async (each, number) => {
        for (let run = 0; run < 10; run++) {
          await keep(`${number}.${run}`, 1000 * run + number);
          await each.prune();
          await each.list();
        }
      }),
    );
    const left = await store.list();
    assert.ok(left.length <= 5 && left.every(each => each.info !== null), JSON.stringify(left));
    assert.equal(left[0]?.info?.title, '3.9');
  });
});
