import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/engine/byteCodec.ts';
import { monotonicNow } from '../../src/engine/clock.ts';
import { EntryWriter } from '../../src/engine/entryWriter.ts';
import { blockBytes } from '../../src/engine/journalEntries.ts';
import { KeptTrace } from '../../src/engine/keptTrace.ts';
import { openRecording } from '../../src/engine/openRecording.ts';
import { RecorderClient } from '../../src/engine/recorderClient.ts';
import { Recorder } from '../../src/engine/recorder.ts';
import { headBytes, newHead, packBlockHeader, packFacts } from '../../src/engine/recordingFile.ts';
import { RecordingReader } from '../../src/engine/recordingReader.ts';
import { keptDescription, readRecordingInfo, RecordingError } from '../../src/engine/recordingInfo.ts';
import { ThreadStream } from '../../src/probe/node/stream.ts';
import { streamName } from '../../src/protocol/segments.ts';
import { recordKinds } from '../../src/protocol/wire.ts';
import { hello } from '../trace/told.ts';

/** Plays a process that is certainly over: pids end at 2^22 on Linux. */
const deadPid = 4_194_400;
const description = { title: 'played', programFile: '/work/played.mjs', command: ['node', 'played.mjs'] };
const facts = {
  ...description,
  startedAtMs: 1000,
  durationMs: 1,
  exitCode: 0,
  signal: null,
  threads: 1,
  processes: 1,
  lostEvents: 0,
  state: 'ended',
  stopped: null,
  pid: deadPid,
};

describe('the file of a recording', () => {
  let folder = '';
  let file = '';

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'thread-view-file-'));
    file = path.join(folder, 'run.threadview');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => rmSync(file, { force: true }));

  /** A main thread that made some Workers, one after the other; each is flushed to a block of its own. */
  async function played(workers: number, maxBytes = 2 ** 24, events = 0): Promise<Buffer> {
    const recorder = await Recorder.open({ keep: { file, maxBytes, ...description } });
    try {
      recorder.rootStarted(deadPid);
      const stream = new ThreadStream(recorder.endpoint, streamName(deadPid, 0, 'a'));
      const now = monotonicNow();
      const { text } = hello(0, now / 1e6, { token: recorder.endpoint.token, pid: deadPid });
      stream.lifecycle(recordKinds.hello, 0, 0, now, text ?? {});
      stream.lifecycle(recordKinds.codeBegins, 0, 0, now + 1, null, 0);
      for (let worker = 1; worker <= workers; worker++) {
        const made = {
          name: `worker ${worker}`,
          at: null,
          constructed: {},
          end: worker,
          ends: [],
          buffers: [],
        };
        stream.lifecycle(recordKinds.workerCreated, 0, worker, monotonicNow(), made);
        for (let number = 0; number < events; number++)
          stream.event(recordKinds.sent, 0, worker, monotonicNow(), 1, number);
        stream.flush();
      }
      stream.lifecycle(recordKinds.exit, 0, 0, monotonicNow(), null, 0);
      await recorder.rootEnded({ exitCode: 0, signal: null });
      return readFileSync(file);
    } finally {
      await recorder.dispose();
    }
  }

  async function seen(): Promise<{ threads: number; notices: string[] }> {
    const run = KeptTrace.open(file);
    const notices: string[] = [];
    run.onNotices(told => notices.push(...told));
    return {
      threads: (await run.snapshot()).threads.length,
      notices: notices.filter(each => !each.includes('Linux')),
    };
  }

  it('says in its first kilobytes what a list shows', async () => {
    await played(3);
    const info = await readRecordingInfo(file);
    assert.equal(info.title, 'played');
    assert.deepEqual(info.command, ['node', 'played.mjs']);
    assert.deepEqual([info.threads, info.processes, info.exitCode, info.signal], [4, 1, 0, null]);
    assert.equal(info.state, 'ended');
    assert.equal(info.stopped, null);
    assert.ok(Math.abs(Date.now() - info.startedAtMs) < 60_000);
    assert.match(info.productVersion, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(await seen(), { threads: 4, notices: [] });
  });

  it('is opened as far as it goes wherever it breaks off, and says so', async () => {
    const whole = await played(40, 2 ** 24, 6000);
    assert.ok(whole.length > headBytes + 50_000);
    let most = 0;
    const random = fc.sample(fc.integer({ min: headBytes, max: whole.length - 1 }), 12);
    for (const length of [headBytes, ...random, whole.length - 1].sort((a, b) => a - b)) {
      writeFileSync(file, whole.subarray(0, length));
      const { threads, notices } = await seen();
      assert.ok(threads >= most, `${threads} threads of ${length} bytes, ${most} of fewer`);
      most = threads;
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', /breaks off after \d+\.\d\d s/);
    }
    assert.ok(most > 1);
  });

  it('ends at its limit, and says up to when it goes; the run does not', async () => {
    const all = await played(40, 60_000, 6000);
    assert.ok(all.length <= 60_000, `${all.length} bytes`);
    const info = await readRecordingInfo(file);
    assert.equal(info.stopped?.why, 'size');
    assert.deepEqual([info.threads, info.exitCode], [41, 0]);
    const { threads, notices } = await seen();
    assert.ok(threads < 41);
    assert.match(notices.join(), /Only the first \d+\.\d\d s of the run are kept.*reached the limit/);
  });

  it('is refused with the reason when it is none', async () => {
    const kindOf = async (bytes: Buffer | null): Promise<string> => {
      rmSync(file, { force: true });
      if (bytes !== null) writeFileSync(file, bytes);
      for (const open of [() => readRecordingInfo(file), () => openRecording(file)]) {
        await assert.rejects(open, error => error instanceof RecordingError && error.message.includes(file));
      }
      return readRecordingInfo(file).then(
        () => '',
        (error: unknown) => (error as RecordingError).kind,
      );
    };
    const whole = await played(1);
    const changed = (at: number, value: number): Buffer => {
      const copy = Buffer.from(whole);
      copy[at] = value;
      return copy;
    };
    assert.equal(await kindOf(null), 'missing');
    assert.equal(await kindOf(Buffer.from('')), 'foreign');
    assert.equal(await kindOf(Buffer.from('hello')), 'foreign');
    assert.equal(await kindOf(Buffer.alloc(50_000, 'TVRECORD')), 'newer');
    assert.equal(await kindOf(changed(8, 2)), 'newer');
    assert.equal(await kindOf(changed(20, 0x7f)), 'foreign');
    assert.equal(await kindOf(whole.subarray(0, 300)), 'foreign');
    const older = newHead('0.0.1');
    older.writeUInt16LE(1, 10);
    assert.equal(await kindOf(older), 'foreign', 'its checksum is wrong');
    await assert.rejects(readRecordingInfo(folder), RecordingError);
  });

  it('never brings down who opens it, whatever bytes it has', async () => {
    const whole = await played(10, 2 ** 24, 500);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 20,
        }),
        async changes => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(file, bytes);
          await openedOrRefused();
        },
      ),
      { numRuns: 300 },
    );
  });

  /** Blocks with right checksums, of entries that no recorder wrote. */
  function forged(blocks: readonly Uint8Array[]): Buffer {
    const head = newHead('9.9.9');
    const { at, bytes } = packFacts(1, facts);
    head.set(bytes, at);
    const packed = blocks.flatMap((block, number) => {
      const deflated = deflateRawSync(block);
      return [packBlockHeader(number, deflated, block.length), deflated];
    });
    return Buffer.concat([head, ...packed]);
  }

  async function openedOrRefused(): Promise<void> {
    let run: KeptTrace;
    try {
      run = KeptTrace.open(file);
    } catch (error) {
      assert.ok(error instanceof RecordingError, String(error));
      return;
    }
    const { threads, nowNs } = await run.snapshot();
    const all = { fromNs: 0, toNs: nowNs, threads: threads.map(thread => thread.key) };
    await run.window({ ...all, widthPx: 100, maxMessages: 100 });
    await run.ask({ name: 'cores', argument: { fromNs: 0, toNs: nowNs, widthPx: 100 } });
    await run.summary();
  }

  it('never brings down who opens it when its checksums are right', async () => {
    const valid: Uint8Array[] = [];
    const writer = new EntryWriter(
      () => 1e9,
      block => valid.push(block.slice()),
    );
    writer.tokenGiven('0123456789abcdef0123456789abcdef');
    writer.rootStarted(100);
    writer.streamFound(100, 0);
    writer.streamRead(0, new Uint8Array(100).fill(7));
    writer.roundEnded();
    writer.problemsTold(['one', 'two']);
    writer.flush();
    const [block = new Uint8Array(0)] = valid;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc
            .array(fc.tuple(fc.nat(block.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
            .map(changes => {
              const copy = block.slice();
              for (const [at, value] of changes) copy[at] = value;
              return copy;
            }),
        ),
        async bytes => {
          writeFileSync(file, forged([block, bytes]));
          await openedOrRefused();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not unpack more than a block can hold', async () => {
    writeFileSync(file, forged([new Uint8Array(blockBytes * 4)]));
    const { threads, notices } = await seen();
    assert.equal(threads, 0);
    assert.match(notices.join(), /breaks off/);
  });

  it('has room for a description however long it is', async () => {
    const long = {
      title: '\u0001'.repeat(5000),
      programFile: '/\u{1f9f5}'.repeat(5000),
      command: Array.from({ length: 5000 }, () => 'a"b'),
    };
    const cut = keptDescription(long);
    assert.ok(
      cut.title.endsWith('…') && cut.programFile?.endsWith('…') === true && cut.command.at(-1) === '…',
    );
    assert.doesNotThrow(() =>
      packFacts(1, { ...facts, ...cut, stopped: { why: 'disk', untilMs: 1e15, detail: '"'.repeat(200) } }),
    );
    assert.deepEqual(keptDescription(description), description);
    assert.equal((await played(0)).length > 0, true);
  });

  it('is written by a recorder in a thread of its own, too', async () => {
    const client = await RecorderClient.open({ keep: { file, maxBytes: 2 ** 20, ...description } });
    client.rootStarted(deadPid);
    await client.rootEnded({ exitCode: 7, signal: null });
    const { state, exitCode } = await readRecordingInfo(file);
    assert.deepEqual([state, exitCode], ['ended', 7]);
    await client.dispose();
    const run = await openRecording(file);
    assert.deepEqual([(await run.summary()).exitCode, (await run.summary(['x'])).command], [7, ['x']]);
    await run.dispose();
    await assert.rejects(run.snapshot(), /closed/);
  });

  it('has no secrets of command lines in it', async () => {
    const secret = 'kJ8-not-to-be-kept';
    const flags = ['--no-warnings', `--db-password=${secret}`, '--token', `"]${secret}\\`, '--title=äöü'];
    const command = ['node', 'played.mjs', '--api-key', secret];
    const recorder = await Recorder.open({ keep: { file, maxBytes: 2 ** 20, ...description, command } });
    recorder.rootStarted(deadPid);
    const stream = new ThreadStream(recorder.endpoint, streamName(deadPid, 0, 'a'));
    const now = monotonicNow();
    const { text } = hello(0, now / 1e6, { token: recorder.endpoint.token, pid: deadPid });
    stream.lifecycle(recordKinds.hello, 0, 0, now, text ?? {});
    stream.lifecycle(recordKinds.workerCreated, 0, 1, now + 1, {
      name: 'one',
      at: null,
      constructed: {
        kind: 'file',
        file: '/w.mjs',
        execArgv: flags,
        env: 'inherited',
        stdio: [],
        transferCount: 0,
      },
      end: 1,
      ends: [],
      buffers: [],
    });
    await recorder.rootEnded({ exitCode: 0, signal: null });
    const live = (await recorder.snapshot()).threads;
    await recorder.dispose();
    const reader = RecordingReader.open(file);
    const parts = [readFileSync(file)];
    for (let block = reader.next(); block !== null; block = reader.next()) parts.push(Buffer.from(block));
    reader.close();
    assert.ok(parts.length > 1);
    assert.ok(Buffer.concat(parts).includes('--no-warnings'));
    assert.equal(Buffer.concat(parts).includes(secret), false);
    const kept = (await KeptTrace.open(file).snapshot()).threads;
    assert.deepEqual(kept, live);
    assert.deepEqual(kept[1]?.constructed?.execArgv, [
      '--no-warnings',
      '--db-password=***',
      '--token',
      '***',
      '--title=äöü',
    ]);
  });

  it('is gone when the program never began', async () => {
    const recorder = await Recorder.open({ keep: { file, maxBytes: 2 ** 20, ...description } });
    await recorder.dispose();
    assert.throws(() => truncateSync(file), /ENOENT/);
  });

  it('is never written over another, and the run goes on without it', async () => {
    writeFileSync(file, 'mine');
    const recorder = await Recorder.open({ keep: { file, maxBytes: 2 ** 20, ...description } });
    const notices: string[] = [];
    recorder.onNotices(told => notices.push(...told));
    recorder.rootStarted(deadPid);
    await recorder.rootEnded({ exitCode: 0, signal: null });
    await recorder.dispose();
    assert.match(notices.join(), /This run is not kept, because .*run\.threadview could not be written: /);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });
});

describe('numbers in few bytes', () => {
  const wild = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.integer(),
    fc.bigInt({ min: 0n, max: 2n ** 63n }).map(Number),
  );

  it('are exactly what they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(wild, wild)),
        fc.array(fc.maxSafeInteger().map(Math.abs)),
        fc.string(),
        (numbers, counts, text) => {
          const writer = new ByteWriter(
            new Uint8Array(9 * numbers.length + 8 * counts.length + 3 * text.length + 20),
          );
          for (const [value, base] of numbers) writer.number(value, base);
          for (const count of counts) writer.count(count);
          writer.text(text);
          const reader = new ByteReader(writer.bytes.subarray(0, writer.at));
          for (const [value, base] of numbers)
            assert.ok(Object.is(reader.number(base), value), `${value} from ${base}`);
          for (const count of counts) assert.equal(reader.count(), count);
          assert.equal(reader.text(), text);
          assert.ok(reader.isAtEnd);
        },
      ),
    );
  });

  it('are few for times that follow each other', () => {
    const writer = new ByteWriter(new Uint8Array(100));
    writer.number(123_456_789_012_345 + 10_000_000, 123_456_789_012_345);
    assert.ok(writer.at <= 4, `${writer.at} bytes`);
  });
});
