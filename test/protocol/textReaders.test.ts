import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as readers from '../../src/protocol/textReaders.ts';
import type { HelloText, WorkerCreatedText } from '../../src/protocol/texts.ts';

const hello: HelloText = {
  version: 1,
  token: '0123456789abcdef0123456789abcdef',
  runtime: 'node',
  runtimeVersion: '24.1.0',
  pid: 10,
  parentPid: 9,
  ancestorPid: 0,
  threadId: 0,
  isMainThread: true,
  osThreadId: 10,
  bootNs: 5,
  monotonicNs: 7,
  wallMs: 8,
  name: null,
  file: '/a/b.mjs',
  cwd: '/a',
  captureSignal: 10,
};

const created: WorkerCreatedText = {
  name: 'one',
  at: { file: '/a.mjs', line: 3, column: 4 },
  constructed: {
    kind: 'file',
    file: '/b.mjs',
    argvCount: 2,
    execArgv: ['--x'],
    env: 'own',
    resourceLimits: { stackSizeMb: 4 },
    workerDataType: 'Object',
    stdio: ['stdin'],
    transferCount: 1,
  },
  end: 1,
  ends: [['.0', 2]],
  buffers: [['.1.0', 1]],
};

describe('the readers of texts', () => {
  it('read what was told', () => {
    assert.deepEqual(readers.readHello(JSON.stringify(hello)), hello);
    assert.deepEqual(readers.readWorkerCreated(JSON.stringify(created)), created);
    assert.deepEqual(readers.readEndOpened('{"kind":"data","path":".0"}'), { kind: 'data', path: '.0' });
    assert.deepEqual(readers.readBuffer('{"byteLength":8}'), { byteLength: 8 });
    assert.deepEqual(readers.readCall('{"at":null,"code":3}'), { at: null, code: 3 });
  });

  it('bear any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        for (const read of Object.values(readers)) read(text);
      }),
    );
  });

  it('bear any value in any place', () => {
    for (const [whole, read] of [
      [hello, readers.readHello],
      [created, readers.readWorkerCreated],
      [created.constructed, (text: string) => readers.readWorkerCreated(`{"constructed":${text}}`)],
    ] as const) {
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (key, value) => {
          read(JSON.stringify({ ...whole, [key]: value }));
        }),
      );
    }
  });

  it('say no hello without a pid, a token, a version and a known runtime', () => {
    for (const key of ['pid', 'token', 'version', 'runtime', 'threadId']) {
      assert.equal(readers.readHello(JSON.stringify({ ...hello, [key]: undefined })), null, key);
    }
    assert.equal(readers.readHello('{"pid":'), null);
    assert.equal(readers.readHello(null), null);
  });
});
