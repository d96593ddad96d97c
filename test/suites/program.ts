import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ownEnvironment, probeEnvironment } from '../../src/engine/probeEnvironment.ts';
import { Recorder } from '../../src/engine/recorder.ts';
import { normalText } from './normalText.ts';

/** How one run of a test ended, with what differs between any two runs taken out. */
export interface Outcome {
  readonly end: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Only of a run under the probe. */
  readonly threads: number | null;
  readonly notices: readonly string[];
}

export interface Program {
  readonly node: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

/** How long output may still come after a program's end, from processes that it left behind. */
const afterlifeMs = 5000;

const alive = new Set<ChildProcess>();

/** Ends what still runs; for when this runner itself is ended. */
export function killAll(): void {
  for (const child of alive) killGroup(child);
}

/** Each test leads a process group of its own, so this reaches what it started and nothing else. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

export async function runBare(program: Program): Promise<Outcome> {
  return inFreshFolder(async folder => {
    const seen = await run(program, environment(program, folder), folder);
    return { ...seen, threads: null, notices: [] };
  });
}

export async function runProbed(program: Program): Promise<Outcome> {
  return inFreshFolder(async folder => {
    const recorder = await Recorder.open();
    try {
      const env = environment(program, folder);
      const probe = probeEnvironment(recorder.endpoint, ownEnvironment(env));
      const started = (pid: number): void => recorder.rootStarted(pid);
      const seen = await run(program, { ...env, ...probe.env }, folder, started);
      await recorder.rootEnded({ exitCode: null, signal: null });
      const summary = await recorder.summary([]);
      const threads = summary.processes.reduce((sum, each) => sum + each.threads.length, 0);
      const lost = summary.lostEvents > 0 ? [`${summary.lostEvents} events were lost`] : [];
      const found = summary.findings.map(({ kind, text }) => `found ${kind}: ${text}`);
      return { ...seen, threads, notices: [...summary.notices, ...lost, ...found] };
    } finally {
      await recorder.dispose();
    }
  });
}

async function inFreshFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'suites-')));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Nothing of the environment that this runner happens to have, and every folder that tests write to fresh. */
function environment(program: Program, folder: string): Record<string, string> {
  const inherited = ['LANG', 'SystemRoot'].flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    // `node` by name means the Node under test.
    PATH: path.dirname(program.node) + path.delimiter + (process.env['PATH'] ?? ''),
    HOME: folder,
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
    // Of Node's own tests: where they write, and a port that no other run of this runner uses.
    NODE_TEST_DIR: folder,
    TEST_COMMON_PORT: String(20_000 + (process.pid % 400) * 30),
    ...program.env,
  };
}

async function run(
  program: Program,
  env: Readonly<Record<string, string>>,
  folder: string,
  whenStarted?: (pid: number) => void,
): Promise<Pick<Outcome, 'end' | 'stdout' | 'stderr'>> {
  const child = spawn(program.node, [...program.args], {
    cwd: program.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  alive.add(child);
  if (child.pid !== undefined) whenStarted?.(child.pid);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
  let end = `no end within ${program.limitMs / 1000} s`;
  const timer = setTimeout(() => killGroup(child), program.limitMs);
  const started = Date.now();
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (Date.now() - started < program.limitMs) end = signal ?? `exit code ${code}`;
      resolve();
    });
  });
  clearTimeout(timer);
  let patience: NodeJS.Timeout | undefined;
  const leftBehind = new Promise<boolean>(resolve => {
    patience = setTimeout(() => resolve(true), afterlifeMs);
  });
  if (await Promise.race([closed.then(() => false), leftBehind])) {
    end += ', and processes left behind';
    child.stdout.destroy();
    child.stderr.destroy();
  }
  clearTimeout(patience);
  killGroup(child);
  alive.delete(child);
  return { end, stdout: normalText(stdout, folder), stderr: normalText(stderr, folder) };
}
