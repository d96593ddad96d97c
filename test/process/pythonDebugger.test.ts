import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isDebuggerFile } from '../../src/trace/debuggerFiles.ts';
import { skip } from '../vscode/skip.ts';
import { runRecorded } from './harness.ts';
import { ownPython } from './pythons.ts';

const helper = `import threading
def start():
    thread = threading.Thread(target=work, name='helper of the debugger')
    thread.start()
    return thread
def work(): pass
`;
const program = `import threading
import debugpy.helper
helper = debugpy.helper.start()
worker = threading.Thread(target=helper.join, name='worker')
worker.start()
worker.join()
`;

describe('threads that a debugger makes for itself in a Python program', () => {
  it('are not the program’s, and those that the program makes are', async function () {
    if (ownPython === null) return skip(this, 'needs a Python');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thread-view debugger-'));
    try {
      fs.mkdirSync(path.join(folder, 'debugpy'));
      fs.writeFileSync(path.join(folder, 'debugpy', 'helper.py'), helper);
      const file = path.join(folder, 'program.py');
      fs.writeFileSync(file, program);
      const run = await runRecorded(ownPython.path, [file]);
      assert.equal(run.exitCode, 0, run.stderr);
      assert.deepEqual(
        run.threads.map(each => each.name),
        ['main', 'worker'],
      );
      const own = run.runtimeThreads.filter(each => each.createdAt !== null);
      assert.deepEqual(
        own.map(each => [each.name, each.outcome]),
        [['helper of the debugger', 'finished']],
      );
      const [process] = run.summary.processes;
      assert.deepEqual(
        process?.threads.map(each => each.name),
        ['main', 'worker'],
      );
      assert.ok(process.runtimeThreads.some(each => each.name === 'helper of the debugger'));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are told by the file that makes them', () => {
    for (const file of [
      '/usr/lib/python3/dist-packages/debugpy/_vendored/pydevd/pydevd.py',
      '/home/me/.local/lib/pydevd_tracing.py',
      '/opt/pycharm/helpers/pydev/_pydevd_bundle/pydevd_comm.py',
      '/opt/pycharm/helpers/pydev/_pydev_bundle/pydev_monkey.py',
      'C:\\me\\debugpy\\server\\api.py',
    ])
      assert.equal(isDebuggerFile(file), true, file);
    for (const file of [
      '/home/me/mydebugpy/a.py',
      '/home/me/pool.py',
      '/home/me/debugpy.py',
      '/home/me/pydevds/b.py',
    ])
      assert.equal(isDebuggerFile(file), false, file);
  });
});
