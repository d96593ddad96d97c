import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { listAttachable } from '../../../src/engine/attachable.ts';
import type { AttachableRun } from '../../../src/engine/announcements.ts';
import { frameHead } from '../../../src/engine/frames.ts';
import { ownNode } from '../../process/nodes.ts';

export const cli = path.join(__dirname, '..', '..', '..', 'dist', 'cli.cjs');

/** Makes a Worker for each `more` that it reads, and ends with the code that it reads. */
export const program = `
const { Worker, isMainThread } = require('node:worker_threads');
if (isMainThread) {
  process.stdin.setEncoding('utf8').on('data', text => {
    for (const word of text.trim().split(/\\s+/)) {
      if (word === 'more') new Worker(__filename).on('online', () => console.log('made'));
      else { console.error('bye'); process.exit(Number(word)); }
    }
  });
  console.log('up');
} else {
  setInterval(() => { for (let i = 0; i < 1e5; i++); }, 10);
}
`;

/** How a command ended and all that it wrote. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs, with its output so far. */
export class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], folder: string) {
    this.child = spawn(ownNode.path, [...args], {
      cwd: folder,
      stdio: 'pipe',
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        XDG_RUNTIME_DIR: folder,
        TMPDIR: path.join(folder, 'none'),
      },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    // `close` and not `exit`: nobody else must have its output open any more.
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (exitCode, signal) => {
        resolve({ exitCode, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  say(text: string): void {
    this.child.stdin?.write(`${text}\n`);
  }

  async hasWritten(text: string): Promise<void> {
    await until(`"${text}" is written`, () => this.#stdout.includes(text));
  }
}

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${timeoutMs} ms: ${what}`);
    await delay(20);
  }
}

/** Where runs are announced whose commands have this folder. */
export function announcedIn(folder: string): string {
  return path.join(folder, 'thread-view');
}

/** The only run that is announced there, as soon as there is one. */
export async function announcedRun(folder: string): Promise<AttachableRun> {
  let found: readonly AttachableRun[] = [];
  await until('a run is announced', async () => {
    found = await listAttachable([announcedIn(folder)]);
    return found.length > 0;
  });
  return found[0] as AttachableRun;
}

/** The process that records an announced run. */
export function recorderPid({ id }: AttachableRun): number {
  return Number(/^\d+/.exec(id)?.[0]);
}

export function frame(payload: Buffer): Buffer {
  return Buffer.concat([frameHead(payload.length), payload]);
}

/** A guest that knows no manners: a socket on which anything can be said. */
export class RawGuest {
  readonly socket: Socket;
  /** How many bytes it got until the other side had enough of it. */
  readonly closed: Promise<number>;
  #bytes = 0;

  constructor(run: AttachableRun) {
    this.socket = connect(run.address);
    this.socket.on('error', () => undefined);
    this.socket.on('data', bytes => (this.#bytes += bytes.length));
    this.closed = new Promise(resolve => this.socket.once('close', () => resolve(this.#bytes)));
  }

  get bytes(): number {
    return this.#bytes;
  }

  showToken(token: string): this {
    this.socket.write(frame(Buffer.from(token, 'latin1')));
    return this;
  }

  say(message: unknown): this {
    this.socket.write(frame(serialize(message)));
    return this;
  }
}

export function filesIn(folder: string): readonly string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
}
