import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bundlePaths } from '../../src/engine/bundlePaths.ts';
import {
  debugTypes,
  programLine,
  readEnvFile,
  wishOf,
  withoutProbe,
  withProbe,
  type DebugConfiguration,
} from '../../src/extension/debugConfiguration.ts';

const endpoint = { token: '0123456789abcdef0123456789abcdef', folder: '/tmp/run', maxLagBytes: 1000 };
const node: DebugConfiguration = { type: 'pwa-node', request: 'launch', name: 'x', program: '/work/a.mjs' };
const python: DebugConfiguration = { type: 'debugpy', request: 'launch', name: 'x', program: '/work/a.py' };

function envOf(config: DebugConfiguration): Record<string, unknown> {
  assert.ok(typeof config['env'] === 'object' && config['env'] !== null);
  return config['env'] as Record<string, unknown>;
}

describe('a debug configuration', () => {
  it('has the probe when it says so, or the setting does and it does not say no', () => {
    for (const type of debugTypes) {
      const config = { ...node, type };
      assert.equal(wishOf(config, false), 'nothing');
      assert.equal(wishOf(config, true), 'probe');
      assert.equal(wishOf({ ...config, threadView: true }, false), 'probe');
      assert.equal(wishOf({ ...config, threadView: false }, true), 'nothing');
      assert.equal(wishOf({ ...config, threadView: 'no' }, false), 'nothing');
    }
  });

  it('of another debugger, and of a session that is a part of another, is left alone', () => {
    for (const type of ['chrome', 'cppdbg', 'toString'])
      assert.equal(wishOf({ ...node, type, threadView: true }, true), 'nothing');
    assert.equal(wishOf({ ...node, __pendingTargetId: 'x', threadView: true }, true), 'nothing');
    assert.equal(wishOf({ ...python, subProcessId: 7 }, true), 'nothing');
  });

  it('that attaches cannot have the probe', () => {
    assert.equal(wishOf({ ...node, request: 'attach', threadView: true }, false), 'attach');
    assert.equal(wishOf({ ...node, request: 'attach' }, false), 'nothing');
  });

  it('keeps what it has in its environment, before the probe or in its file', () => {
    const config = { ...node, env: { NODE_OPTIONS: '--no-deprecation', MINE: 'a', GONE: null, COUNT: 3 } };
    const env = envOf(withProbe(config, endpoint, { PYTHONPATH: '/file' }, { NODE_OPTIONS: '--host' }));
    assert.equal(env['NODE_OPTIONS'], `--require "${bundlePaths.nodeProbe}" --no-deprecation`);
    assert.equal(
      env['PYTHONPATH'],
      `${bundlePaths.pythonProbe}:/file`.replace(':', process.platform === 'win32' ? ';' : ':'),
    );
    assert.equal(env['MINE'], 'a');
    assert.equal(env['COUNT'], '3');
    assert.equal(env['GONE'], null);
  });

  it('for Node.js leaves it to the debugger to add what that inherited; for Python it is added here', () => {
    const inherited = { NODE_OPTIONS: '--inherited', PYTHONPATH: '/inherited' };
    const forNode = envOf(withProbe(node, endpoint, {}, inherited));
    assert.equal(forNode['NODE_OPTIONS'], `--require "${bundlePaths.nodeProbe}"`);
    const forPython = envOf(withProbe(python, endpoint, {}, inherited));
    assert.equal(forPython['NODE_OPTIONS'], `--require "${bundlePaths.nodeProbe}" --inherited`);
    assert.match(String(forPython['PYTHONPATH']), /[:;]\/inherited$/);
  });

  it('has the probe once, however often it gets one', () => {
    const config = { ...node, env: { NODE_OPTIONS: '--own' }, skipFiles: ['mine'] };
    const first = withProbe(config, endpoint, {}, {});
    const second = withProbe(first, { ...endpoint, folder: '/tmp/other' }, {}, {});
    assert.equal(envOf(second)['NODE_OPTIONS'], `--require "${bundlePaths.nodeProbe}" --own`);
    assert.match(String(envOf(second)['THREAD_VIEW_ENDPOINT']), /other/);
    assert.deepEqual(second['skipFiles'], ['mine', bundlePaths.nodeProbe.replaceAll('\\', '/')]);
    assert.deepEqual(withoutProbe(second)['env'], config.env);
    assert.equal('env' in withoutProbe(withProbe(node, endpoint, {}, {})), false);
  });

  it('makes the debugger pass over the probe, and over nothing more', () => {
    assert.deepEqual(withProbe(node, endpoint, {}, {})['skipFiles'], [
      '<node_internals>/**',
      bundlePaths.nodeProbe.replaceAll('\\', '/'),
    ]);
    const rules = [{ module: 'mine', include: true }];
    assert.deepEqual(withProbe({ ...python, rules }, endpoint, {}, {})['rules'], [
      ...rules,
      { path: `${bundlePaths.pythonProbe.replaceAll('\\', '/')}/**`, include: false },
    ]);
  });

  it('reads as a command line', () => {
    assert.equal(
      programLine({ ...node, runtimeArgs: ['--a'], args: ['two words'] }),
      'node --a /work/a.mjs "two words"',
    );
    assert.equal(programLine({ ...python, module: 'pytest', program: undefined }), 'python -m pytest');
    assert.equal(programLine({ ...python, python: ['py', '-3'], args: 'x' }), 'py -3 /work/a.py x');
    assert.equal(programLine({ ...node, type: 'node-terminal', command: 'npm test' }), 'npm test');
  });

  it('may name a file of variables', () => {
    const text = `\uFEFF# no\r\nA=1\n export B = "two words" # more\nC='x#y'\nD= plain # more\nE=\nnot a variable\n`;
    assert.deepEqual(readEnvFile(text), { A: '1', B: 'two words', C: 'x#y', D: 'plain', E: '' });
  });

  it('wakes the extension when it is used', () => {
    const { activationEvents } = JSON.parse(readFileSync(bundlePaths.packageFile, 'utf8')) as {
      activationEvents: string[];
    };
    for (const type of debugTypes) assert.ok(activationEvents.includes(`onDebugResolve:${type}`), type);
  });
});
