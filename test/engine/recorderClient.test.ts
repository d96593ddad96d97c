import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RecorderClient } from '../../src/engine/recorderClient.ts';

const query = { fromNs: 0, toNs: 1, widthPx: 1, threads: [], maxMessages: 0 };
const opened =
  "port.postMessage({ type: 'opened', endpoint: { token: 't', maxLagBytes: 1, folder: '/f' } });";

describe("the client of a recorder's thread", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'thread-view-client-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function open(code: string): Promise<RecorderClient> {
    const script = path.join(folder, 'recorder.cjs');
    writeFileSync(script, `const { parentPort: port } = require('node:worker_threads');\n${code}`);
    return RecorderClient.open({}, script);
  }

  it('rejects when the recorder cannot be opened', async () => {
    await assert.rejects(open("port.postMessage({ type: 'notOpened', message: 'no room' })"), /no room/);
    await assert.rejects(open("throw new Error('broken')"), /broken/);
    await assert.rejects(open(''), /ended with code 0/);
  });

  it('brings each answer to its question, also out of order', async () => {
    const client = await open(`${opened}
      const asked = [];
      port.on('message', m => { asked.push(m); if (asked.length === 2) for (const { id, name } of asked.reverse()) port.postMessage({ type: 'answer', id, value: name }); if (m.name === 'dispose') port.postMessage({ type: 'answer', id: m.id, value: null }); });`);
    const answers = await Promise.all([client.snapshot(), client.window(query)]);
    assert.deepEqual(answers, ['snapshot', 'window']);
    await client.dispose();
  });

  it('passes a refusal on', async () => {
    const client = await open(
      `${opened} port.on('message', m => port.postMessage({ type: 'refusal', id: m.id, message: 'not now' }));`,
    );
    await assert.rejects(client.summary([]), /not now/);
    await client.dispose();
  });

  it('rejects every question, old and new, when the thread dies, and gives notice', async () => {
    const client = await open(
      `${opened} port.on('message', m => { if (m.name === 'snapshot') throw new Error('out of luck'); });`,
    );
    const notices: string[] = [];
    client.onNotices(all => notices.push(...all));
    const first = client.window(query);
    await Promise.all([
      assert.rejects(first, /out of luck/),
      assert.rejects(client.snapshot(), /out of luck/),
    ]);
    await assert.rejects(client.window(query), /out of luck/);
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? '', /Recording broke off: out of luck/);
    await client.dispose();
    await client.dispose();
  });

  it('tells updates in order, to those who listen', async () => {
    const client = await open(
      `${opened} port.on('message', m => { for (const number of [1, 2, 3]) port.postMessage({ type: 'update', update: { number } }); if (m.id !== undefined) port.postMessage({ type: 'answer', id: m.id, value: null }); });`,
    );
    const numbers: number[] = [];
    const subscription = client.onUpdate(({ number }) => numbers.push(number));
    await client.rootEnded({ exitCode: 0, signal: null });
    assert.deepEqual(numbers, [1, 2, 3]);
    subscription.dispose();
    client.rootStarted(1);
    await delay(50);
    assert.deepEqual(numbers, [1, 2, 3]);
    await client.dispose();
    await assert.rejects(client.snapshot(), /closed/);
  });
});
