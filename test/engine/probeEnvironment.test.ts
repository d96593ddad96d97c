import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { probeEnvironment } from '../../src/engine/probeEnvironment.ts';
import { endpointVariable, parseEndpoint } from '../../src/protocol/wire.ts';

const endpoint = {
  token: '0123456789abcdef0123456789abcdef',
  maxLagBytes: 1000,
  folder: '/tmp/a folder; with "all"',
};

describe('the environment that puts the probe into a program', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'thread-view-probe-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('leads to the endpoint', () => {
    const { env } = probeEnvironment(endpoint, {}, '/p.cjs');
    assert.deepEqual(parseEndpoint(env[endpointVariable]), endpoint);
  });

  for (const name of [
    'plain',
    'with space',
    'with "quotes"',
    "with 'single'",
    'back\\slash',
    'end\\',
    '$HOME `x` ünï',
  ]) {
    it(`loads a probe in a folder named ${name}, with the user's own options behind it`, () => {
      const place = path.join(folder, name);
      mkdirSync(place);
      const probe = path.join(place, 'probe.cjs');
      writeFileSync(probe, "globalThis.order = ['probe'];");
      const own = path.join(folder, 'own.cjs');
      writeFileSync(own, "globalThis.order.push('own');");
      const { env, nodeArguments } = probeEnvironment(
        endpoint,
        { nodeOptions: `--no-warnings --require ${own}` },
        probe,
      );
      const print = 'console.log(JSON.stringify([globalThis.order, process.env.NODE_OPTIONS]))';
      const both: readonly (readonly string[])[] = [[], nodeArguments];
      for (const args of both) {
        const out = execFileSync(process.execPath, [...args, '-e', print], {
          env: { ...process.env, ...env },
          encoding: 'utf8',
        });
        // Loaded by both ways, it still runs once.
        assert.deepEqual(JSON.parse(out), [['probe', 'own'], env['NODE_OPTIONS']]);
      }
    });
  }
});
