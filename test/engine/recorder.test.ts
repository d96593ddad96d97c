import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import type { Endpoint } from '../../src/protocol/wire.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { segmentFileName, streamName } from '../../src/protocol/segments.ts';
import { Collector } from '../../src/engine/collector.ts';
import { Intake } from '../../src/engine/intake.ts';
import { Trace } from '../../src/trace/trace.ts';
import { skip } from '../vscode/skip.ts';
import { monotonicNow } from '../../src/engine/clock.ts';
import { Recorder } from '../../src/engine/recorder.ts';
import { makeRunFolder, removeRunFolder } from '../../src/engine/runFolder.ts';
import { hello } from '../trace/told.ts';

/** Plays a thread of a process that is certainly over: pids end at 2^22 on Linux. */
const deadPid = 4_194_400;

function play(
  endpoint: Endpoint,
  threadId = 0,
  more: object = {},
  name = streamName(deadPid, threadId, 'a'),
): ThreadStream {
  const stream = new ThreadStream(endpoint, name);
  const now = monotonicNow();
  const { text } = hello(threadId, now / 1e6, { token: endpoint.token, pid: deadPid, ...more });
  stream.lifecycle(recordKinds.hello, 0, 0, now, text ?? {});
  stream.lifecycle(recordKinds.codeBegins, 0, 0, now + 1, null, 0);
  return stream;
}

async function recorded(
  during: (recorder: Recorder) => void,
): Promise<{ threads: string[]; notices: string[]; lost: number }> {
  const recorder = await Recorder.open();
  const notices: string[] = [];
  recorder.onNotices(list => notices.push(...list));
  try {
    recorder.rootStarted(deadPid);
    during(recorder);
    await recorder.rootEnded({ exitCode: 0, signal: null });
    const { threads } = await recorder.snapshot();
    const { lostEvents } = await recorder.summary([]);
    return { threads: threads.map(thread => `${thread.name} ${thread.outcome}`), notices, lost: lostEvents };
  } finally {
    await recorder.dispose();
  }
}

describe('a recorder', () => {
  it("makes a folder that is the user's alone, and removes it", async () => {
    const recorder = await Recorder.open();
    const { folder } = recorder.endpoint;
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    await recorder.dispose();
    assert.equal(existsSync(folder), false);
  });

  it('removes the folder as soon as nobody is left who could write to it', async () => {
    const recorder = await Recorder.open();
    recorder.rootStarted(deadPid);
    play(recorder.endpoint);
    await recorder.rootEnded({ exitCode: 0, signal: null });
    assert.equal(existsSync(recorder.endpoint.folder), false);
    assert.equal((await recorder.snapshot()).threads.length, 1);
    await recorder.dispose();
  });

  it('sweeps up what a recorder left behind that was killed, and nothing else', () => {
    const base = path.dirname(makeAndRemove());
    const left = path.join(base, `thread-view-${deadPid}-abcdef`);
    const young = path.join(base, `thread-view-${deadPid}-ghijkl`);
    const living = path.join(base, `thread-view-${process.pid}-mnopqr`);
    for (const folder of [left, young, living]) mkdirSync(folder);
    const longAgo = new Date(Date.now() - 7_200_000);
    for (const folder of [left, living]) utimesSync(folder, longAgo, longAgo);
    try {
      makeAndRemove();
      assert.deepEqual([left, young, living].map(existsSync), [false, true, true]);
    } finally {
      for (const folder of [left, young, living]) removeRunFolder(folder);
    }
  });

  it('reads what was told before the end, and concludes the end', async () => {
    const { threads, notices } = await recorded(({ endpoint }) => play(endpoint));
    assert.deepEqual(threads, ['main finished']);
    assert.deepEqual(
      notices.filter(notice => !notice.includes('Linux only')),
      [],
    );
  });

  it('turns strangers away, and says so', async () => {
    const { threads, notices } = await recorded(({ endpoint }) => {
      play(endpoint);
      play(endpoint, 1, { token: 'f'.repeat(32) });
      play(endpoint, 2, { pid: deadPid + 1 });
      play(endpoint, 3, { version: 77 });
      play({ ...endpoint, token: 'f'.repeat(32) }, 4);
    });
    assert.deepEqual(threads, ['main finished']);
    assert.match(notices.join('\n'), /3 streams were turned away/);
    assert.match(notices.join('\n'), /could not be read: \d+ bytes/);
  });

  it('is not led astray by what else lies in its folder', async () => {
    const { threads } = await recorded(({ endpoint: { folder }, endpoint }) => {
      const name = (threadId: number): string =>
        path.join(folder, segmentFileName(streamName(deadPid, threadId, 'x'), 0));
      symlinkSync('/etc/passwd', name(1));
      mkdirSync(name(2));
      if (process.platform === 'linux') execFileSync('mkfifo', [name(3)]);
      writeFileSync(name(4), Buffer.alloc(300_000, 'TVW1'));
      writeFileSync(path.join(folder, 'notes.txt'), 'hello');
      symlinkSync('/dev/zero', name(5));
      play(endpoint);
    });
    assert.deepEqual(threads, ['main finished']);
  });

  it('keeps what a torn stream has before the tear', async () => {
    const { threads, notices } = await recorded(({ endpoint }) => {
      const stream = play(endpoint);
      stream.lifecycle(recordKinds.workerCreated, 0, 1, monotonicNow(), {
        name: 'one',
        constructed: {},
        ends: [],
        buffers: [],
      });
      stream.lifecycle(recordKinds.workerCreated, 0, 2, monotonicNow(), {
        name: 'two',
        constructed: {},
        ends: [],
        buffers: [],
      });
      const file = path.join(endpoint.folder, readdirSync(endpoint.folder)[0] ?? '');
      truncateSync(file, statSync(file).size - 5);
    });
    assert.deepEqual(threads, ['main finished', 'one killed']);
    assert.match(notices.join('\n'), /could not be read/);
  });

  it('says how much was dropped while it could not read', async () => {
    const recorder = await Recorder.open({ maxLagBytes: 256 * 1024, paused: true });
    try {
      recorder.rootStarted(deadPid);
      const stream = play(recorder.endpoint);
      stream.event(recordKinds.channelOpened, 0, 1, monotonicNow(), 2);
      for (let number = 0; number < 100_000; number++)
        stream.event(recordKinds.sent, 0, 1, monotonicNow(), 1, number);
      stream.lifecycle(recordKinds.exit, 0, 0, monotonicNow(), null, 0);
      await recorder.rootEnded({ exitCode: 0, signal: null });
      const { lostEvents, notices, processes } = await recorder.summary([]);
      assert.ok(lostEvents > 0);
      assert.equal((processes[0]?.threads[0]?.messages.sent ?? 0) + lostEvents, 100_000);
      assert.match(notices.join('\n'), new RegExp(`${lostEvents} records were dropped`));
    } finally {
      await recorder.dispose();
    }
  });

  it('keeps up with a disk that is full, and says what did not fit', function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      skip(this, 'needs Linux and root, to mount a small disk');
    }
    const disk = path.join(tmpdir(), `thread-view-disk-${process.pid}`);
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    try {
      const endpoint = { token: '0123456789abcdef0123456789abcdef', maxLagBytes: 1 << 26, folder: disk };
      const stream = play(endpoint);
      writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(200 * 1024));
      for (let number = 0; number < 20_000; number++) stream.event(recordKinds.sent, 0, 1, 1e9, 0, number);
      execFileSync('rm', [path.join(disk, 'ballast')]);
      stream.lifecycle(recordKinds.exit, 0, 0, 2e9, null, 0);
      const trace = new Trace();
      const collector = new Collector(endpoint, new Intake(trace));
      collector.finish();
      const thread = trace.threads[0];
      assert.ok(thread && thread.lostRecords > 0);
      assert.equal(thread.sent + thread.lostRecords, 20_000);
      assert.equal(thread.outcome, 'finished');
    } finally {
      // Lazily: the stream, like a thread that lives, holds its file open.
      execFileSync('umount', ['-l', disk]);
      removeRunFolder(disk);
    }
  });
});

function makeAndRemove(): string {
  const { folder } = makeRunFolder();
  removeRunFolder(folder);
  return folder;
}
