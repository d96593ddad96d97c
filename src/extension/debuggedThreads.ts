import type { DebugLanguage } from './debugConfiguration.ts';

/** A thread of the program in the words of its runtime: Node's `threadId`, Python's `ident`. */
export interface DebuggedThread {
  readonly pid: number;
  readonly thread: number;
}

/** What the debugger for Node.js calls its sessions, from the inner one to the outermost. */
type SessionNames = readonly string[];

/**
 * Which thread a session of the debugger for Node.js is about, by its name: `worker.mjs [4121]` is a process,
 * `[worker 2] name` a Worker in the process of the session around it.
 */
export function threadByNames(names: SessionNames): DebuggedThread | null {
  const [name = '', ...outer] = names;
  const worker = workerIn(name);
  if (worker === null) {
    const pid = pidIn(name);
    return pid === null ? null : { pid, thread: 0 };
  }
  for (const each of outer) {
    if (workerIn(each) !== null) continue;
    const pid = pidIn(each);
    return pid === null ? null : { pid, thread: worker };
  }
  return null;
}

function workerIn(name: string): number | null {
  const found = /^(?:\[worker (\d+)\]|Worker (\d+)(?=$| \[))/.exec(name);
  return found === null ? null : Number(found[1] ?? found[2]);
}

function pidIn(name: string): number | null {
  const found = /\[(\d+)\]$/.exec(name);
  return found === null ? null : Number(found[1]);
}

/**
 * What a thread that is stopped evaluates to say who it is. It asks nothing but the runtime, and leaves nothing behind.
 */
export function identityExpression(language: DebugLanguage): string {
  return language === 'node'
    ? "`${process.pid} ${process.getBuiltinModule('worker_threads').threadId}`"
    : "'%d %d' % (__import__('os').getpid(), __import__('_thread').get_ident())";
}

/** @param result what the debugger says the expression is; it may be anything */
export function readIdentity(result: unknown): DebuggedThread | null {
  const found = typeof result === 'string' ? /^\W*(\d+) (\d+)\W*$/.exec(result) : null;
  return found === null ? null : { pid: Number(found[1]), thread: Number(found[2]) };
}
