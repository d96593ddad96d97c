// Child processes with Workers of their own: forked, spawned, spawned synchronously, without an environment.
import { fork, spawn, spawnSync, execFile } from 'node:child_process';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';

const file = fileURLToPath(import.meta.url);
const role = process.argv[2];

if (!isMainThread) {
  parentPort.postMessage(`worker of ${role}`);
} else if (role) {
  const worker = new Worker(new URL(import.meta.url), { name: `worker of ${role}`, argv: [role] });
  worker.on('message', text => (process.send ? process.send(text) : console.log(text)));
  worker.on('exit', () => {
    if (process.send) process.disconnect();
    process.exitCode = role === 'forked' ? 5 : 0;
  });
} else {
  const forked = fork(file, ['forked']);
  const forkedEnd = once(forked, 'exit');
  console.log((await once(forked, 'message'))[0], await forkedEnd);

  const spawned = spawn(process.execPath, [file, 'spawned'], { stdio: 'inherit' });
  console.log(await once(spawned, 'exit'));

  console.log(spawnSync(process.execPath, [file, 'spawned synchronously']).stdout.toString().trim());

  const bare = spawn(process.execPath, [file, 'bare'], { stdio: 'inherit', env: {} });
  console.log(await once(bare, 'exit'));

  // From inside a Worker: the child's parent is this process all the same.
  const worker = new Worker(
    `const { execFileSync } = require('child_process');
     require('worker_threads').parentPort.postMessage(
       execFileSync(process.execPath, [${JSON.stringify(file)}, 'of a worker']).toString().trim());`,
    { eval: true, name: 'spawner' },
  );
  const workerEnd = once(worker, 'exit');
  console.log((await once(worker, 'message'))[0], await workerEnd);

  console.log(await new Promise(resolve => execFile(process.execPath, ['-p', '6 * 7'], (_, stdout) => resolve(stdout.trim()))));
  // Not a Node program at all, and one that does not exist.
  console.log(await once(spawn('sleep', ['0']), 'exit'));
  console.log((await once(spawn('no-such-command-anywhere'), 'error').catch(error => [error]))[0].code);
}
