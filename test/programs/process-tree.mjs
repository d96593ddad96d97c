// A tree of processes, made in every way there is. Each says who it is by a Worker of that name.
import cluster from 'node:cluster';
import { exec, execFile, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(import.meta.url);
const quoted = [process.execPath, file].map(text => `"${text}"`).join(' ');
const role = process.argv[2] ?? 'root';
const ended = child => once(child, 'exit');

const makers = {
  async 'by fork'() {
    const child = fork(file, ['forked']);
    console.log(Object.keys(child).join(), child.propertyIsEnumerable('pid'), child.pid > 0);
    await ended(child);
  },
  async 'by spawn'() {
    await ended(spawn(process.execPath, [file, 'spawned'], { stdio: 'inherit' }));
  },
  async 'by execFile'() {
    await ended(execFile(process.execPath, [file, 'execFiled']));
  },
  async 'by exec'() {
    // What follows keeps the shell from becoming the program.
    await ended(exec(`${quoted} execed; true`));
  },
  'by execFileSync'() {
    execFileSync(process.execPath, [file, 'at once']);
  },
  async 'by a shell in a shell'() {
    await ended(spawn('/bin/sh', ['-c', `/bin/sh -c '${quoted} "deep down"; true'; true`]));
  },
  async 'by npm or so'() {
    await ended(spawn('/bin/sh', ['-c', `${quoted} npm; true`]));
  },
  async 'by cluster'() {
    cluster.setupPrimary({ exec: file, args: ['clustered'] });
    await ended(cluster.fork());
  },
  async 'by a Worker'() {
    await ended(new Worker(new URL(import.meta.url), { name: 'spawner', workerData: 'spawner' }));
  },
  async 'that cannot be'() {
    const child = spawn('no-such-command-anywhere');
    const [error] = await once(child, 'error');
    console.log(error.code, child.pid, inspect(child, { depth: 0 }).includes('pid: undefined'));
    try {
      spawn('x', [], { cwd: 'a\0b' });
    } catch (error) {
      console.log(error.stack.split('\n').map(line => line.trim()).join(' < '));
    }
  },
};

if (!isMainThread) {
  if (workerData === 'spawner') fork(file, ['of a worker']);
} else {
  const named = new Worker('', { eval: true, name: `I am ${role}` });
  if (role === 'root') {
    for (const make of Object.values(makers)) await make();
  } else if (role === 'npm') {
    await ended(spawn('/bin/sh', ['-c', `${quoted} script; true`]));
  } else if (role === 'script') {
    await ended(fork(file, ['of a script']));
  } else if (role === 'clustered') {
    await ended(named);
    process.disconnect();
  }
}
