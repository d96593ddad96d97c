import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { guestAddress } from '../../src/engine/announcements.ts';
import { FrameReader, frameHead } from '../../src/engine/frames.ts';
import type { ToGuest } from '../../src/engine/guestMessages.ts';
import { GuestServer } from '../../src/engine/guestServer.ts';
import type { RecordedRun, TraceUpdate } from '../../src/engine/recording.ts';
import type { ProcessView } from '../../src/protocol/panel.ts';

const token = 'a token';

function update(number: number, ...keys: readonly number[]): TraceUpdate {
  const processes = keys.map(key => ({ key, pid: number, title: 'x'.repeat(1000) }) as ProcessView);
  const observer = { programShare: null, recorderShare: null };
  return {
    type: 'update',
    number,
    snapshot: false,
    nowNs: number,
    processes,
    threads: [],
    observer,
    findings: null,
  };
}

/** A run that tells what the test says, and counts what it is asked. */
class ScriptedRun implements Pick<RecordedRun, 'onUpdate' | 'onNotices' | 'snapshot' | 'window'> {
  asked = 0;
  readonly noticed = new Set<(notices: readonly string[]) => void>();
  readonly listeners = new Set<(update: TraceUpdate) => void>();

  onUpdate(listener: (update: TraceUpdate) => void) {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  onNotices(listener: (notices: readonly string[]) => void) {
    this.noticed.add(listener);
    return { dispose: () => void this.noticed.delete(listener) };
  }

  snapshot() {
    this.asked++;
    return Promise.resolve({ ...update(0, ...Array(200).keys()), snapshot: true });
  }

  window() {
    return Promise.reject(new Error('no window'));
  }

  tell(each: TraceUpdate): void {
    for (const listener of this.listeners) listener(each);
  }
}

describe('a recorder with guests', () => {
  let folder: string;
  let run: ScriptedRun;
  let server: GuestServer;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tv-'));
    run = new ScriptedRun();
    const address = guestAddress(folder, '1-0123456789ab');
    server = await GuestServer.open(run as unknown as RecordedRun, token, address);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await server.empty;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A guest that is let in, and what it was told so far. */
  async function enter() {
    const socket = connect(guestAddress(folder, '1-0123456789ab'));
    sockets.push(socket);
    const say = (payload: Buffer) => socket.write(Buffer.concat([frameHead(payload.length), payload]));
    const told: ToGuest[] = [];
    const frames = new FrameReader(1e9);
    const waiting = new Set<() => void>();
    socket.on('data', bytes => {
      for (const frame of frames.read(bytes)) told.push(deserialize(frame) as ToGuest);
      for (const look of [...waiting]) look();
    });
    const has = (what: (all: readonly ToGuest[]) => boolean) =>
      new Promise<void>(resolve => {
        const look = () => {
          if (!what(told)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    say(Buffer.from(token));
    await has(all => all.length > 0);
    assert.deepEqual(told, [{ type: 'welcome' }]);
    const ask = (id: number, name: string) => say(serialize({ type: 'ask', id, name, argument: null }));
    return {
      socket,
      told,
      has,
      ask,
      follow: (isWanted: boolean) => say(serialize({ type: 'follow', isWanted })),
    };
  }

  const updates = (all: readonly ToGuest[]) =>
    all.flatMap(each => (each.type === 'update' ? [each.update] : []));

  it('makes updates for those only who follow, everything first', async () => {
    const guest = await enter();
    assert.equal(run.listeners.size, 0);
    guest.follow(true);
    await guest.has(all => updates(all).length === 1);
    assert.equal(updates(guest.told)[0]?.snapshot, true);
    run.tell(update(40, 1));
    run.tell(update(41, 2));
    await guest.has(all => updates(all).length === 3);
    assert.deepEqual(
      updates(guest.told).map(each => each.number),
      [1, 2, 3],
    );
    guest.follow(false);
    guest.ask(7, 'window');
    await guest.has(all => all.at(-1)?.type === 'refusal');
    assert.deepEqual(guest.told.at(-1), { type: 'refusal', id: 7, message: 'no window' });
    assert.equal(run.listeners.size, 0);
  });

  it('does not work for a guest that does not read, nor keeps more for it than one update', async () => {
    const slow = await enter();
    slow.follow(true);
    await slow.has(all => updates(all).length === 1);
    slow.socket.pause();
    for (let id = 0; id < 200; id++) slow.ask(id, 'snapshot');
    // Another one is answered between the questions of the slow one, until that is not answered any more.
    const quick = await enter();
    let before = -1;
    for (let id = 0; before !== run.asked; id++) {
      before = run.asked + 1;
      quick.ask(id, 'snapshot');
      await quick.has(all => all.some(each => each.type === 'answer' && each.id === id));
    }
    assert.ok(run.asked < 100, `${run.asked} snapshots of a megabyte`);

    for (let number = 1; number <= 500; number++) {
      run.tell(update(number, number % 2));
      for (const each of run.noticed) each([`notice ${number}`]);
    }
    server.ended({ exitCode: 1, signal: null });
    slow.socket.resume();
    await slow.has(all => all.filter(each => each.type === 'answer').length === 200);
    await slow.has(all => all.some(each => each.type === 'ended'));
    const heard = updates(slow.told);
    assert.ok(heard.length < 20, `${heard.length} updates`);
    // What came in several became one, with the latest of each; what a snapshot held is in that.
    const numbers = slow.told.flatMap(each =>
      each.type === 'update'
        ? [each.update.number]
        : each.type === 'answer'
          ? [(each.value as TraceUpdate).number]
          : [],
    );
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    assert.ok(slow.told.some(each => each.type === 'notices' && each.notices[0] === 'notice 500'));
  });

  it('lets nobody in any more once it is closed, and says when the last one has left', async () => {
    const guest = await enter();
    const stranger = connect(guestAddress(folder, '1-0123456789ab'));
    await once(stranger, 'connect');
    server.close();
    await once(stranger.resume(), 'close');
    const late = connect(guestAddress(folder, '1-0123456789ab'));
    await once(late, 'error');
    assert.equal(server.guests, 1);
    guest.ask(1, 'snapshot');
    await guest.has(all => all.some(each => each.type === 'answer'));
    guest.socket.destroy();
    await server.empty;
    assert.equal(server.guests, 0);
  });
});
