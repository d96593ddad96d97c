import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { makeRunFolder } from '../../src/engine/runFolder.ts';
import { skip } from '../vscode/skip.ts';
import { noPython, ownPython, pythonProbe } from './pythons.ts';

/** Says whether the probe came in, and whether it could weave. */
const program = `
import threading, time
print(
    type(time.sleep) is not type(len),
    any(type(each).__name__ == 'ThreadHooks' for each in threading.Thread.start.__code__.co_consts),
)
`;

describe('what the Python probe keeps compiled', () => {
  let folder = '';

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-'));
    fs.cpSync(pythonProbe, path.join(folder, 'probe'), {
      recursive: true,
      filter: file => !file.includes('__pycache__'),
    });
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const beside = () => path.join(folder, 'probe', '__pycache__');
  const ofUser = () => path.join(folder, 'home', '.cache', 'thread-view');

  function start(): string {
    const endpoint = makeRunFolder();
    try {
      const { status, stdout, stderr } = spawnSync(ownPython?.path ?? '', ['-c', program], {
        encoding: 'utf8',
        env: {
          HOME: path.join(folder, 'home'),
          LOCALAPPDATA: path.join(folder, 'home', '.cache'),
          PYTHONPATH: path.join(folder, 'probe'),
          THREAD_VIEW_ENDPOINT: `2;${endpoint.token};${endpoint.maxLagBytes};0;${endpoint.folder}`,
        },
      });
      assert.equal(status, 0, stderr);
      assert.equal(stderr, '');
      return stdout.trim();
    } finally {
      fs.rmSync(endpoint.folder, { recursive: true, force: true });
    }
  }

  /** What is kept there, and when it was written. */
  function kept(where: string): readonly string[] {
    if (!fs.existsSync(where)) return [];
    return fs
      .readdirSync(where)
      .filter(name => name.endsWith('.kept'))
      .map(name => `${name.replace(/[-.].*/, '')} ${fs.statSync(path.join(where, name)).mtimeMs}`)
      .sort();
  }

  const namesOf = (entries: readonly string[]): readonly string[] =>
    entries.map(each => each.split(' ')[0] ?? '');

  it('lies beside the probe, and is written once', function () {
    if (ownPython === null) return skip(this, noPython);
    assert.equal(start(), 'True True');
    const first = kept(beside());
    assert.deepEqual(namesOf(first), ['probe', 'threading']);
    assert.equal(start(), 'True True');
    assert.deepEqual(kept(beside()), first);
    assert.deepEqual(kept(ofUser()), []);
  });

  it('lies in the folder that users have for such things when nobody may write beside the probe', function () {
    if (ownPython === null) return skip(this, noPython);
    // A file is in the way of the folder: root, as whom tests may run, may write anywhere else.
    fs.writeFileSync(beside(), '');
    assert.equal(start(), 'True True');
    const first = kept(ofUser());
    assert.deepEqual(namesOf(first), ['probe', 'threading']);
    assert.equal(start(), 'True True');
    assert.deepEqual(kept(ofUser()), first);
  });

  it('is done without when it can be written nowhere', function () {
    if (ownPython === null) return skip(this, noPython);
    fs.writeFileSync(beside(), '');
    fs.writeFileSync(path.join(folder, 'home'), '');
    assert.equal(start(), 'True True');
  });

  it('is made anew when the probe has changed, and when it is damaged', function () {
    if (ownPython === null) return skip(this, noPython);
    assert.equal(start(), 'True True');
    const first = kept(beside());
    const later = new Date(Date.now() + 10_000);
    fs.utimesSync(path.join(folder, 'probe', 'thread_view_probe', 'wire.py'), later, later);
    assert.equal(start(), 'True True');
    const second = kept(beside());
    assert.deepEqual(namesOf(second), namesOf(first));
    assert.notDeepEqual(second, first);
    for (const name of fs.readdirSync(beside()).filter(each => each.endsWith('.kept'))) {
      const file = path.join(beside(), name);
      fs.truncateSync(file, Math.floor(fs.statSync(file).size * 0.9));
    }
    assert.equal(start(), 'True True');
    assert.equal(start(), 'True True');
  });

  it('is all of the probe but what is loaded when it is asked for', () => {
    const entry = fs.readFileSync(path.join(pythonProbe, 'thread_view_entry.py'), 'utf8');
    const listed = /_MODULES = \(([^)]*)\)/.exec(entry)?.[1]?.match(/\w+/g) ?? [];
    const there = fs
      .readdirSync(path.join(pythonProbe, 'thread_view_probe'))
      .filter(name => name.endsWith('.py') && name !== '__init__.py')
      .map(name => name.replace(/\.py$/, ''));
    assert.deepEqual([...listed, 'capture'].sort(), there.sort());
  });
});
