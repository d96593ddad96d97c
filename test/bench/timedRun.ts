import { spawn } from 'node:child_process';

/** What to run, in an environment that nobody but the benchmark has put anything into. */
export interface TimedLaunch {
  readonly node: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly onSpawn?: (pid: number) => void;
  readonly onStderr?: (stderr: string) => void;
}

export interface TimedRun {
  /** From just before it was spawned until its exit was seen. */
  readonly wallMs: number;
  readonly stdout: string;
}

/** Longer than any program takes on a busy machine; whoever gets here hangs. */
const patienceMs = 120_000;

/**
 * Runs a program once. Nothing else may happen in this process meanwhile: whatever keeps its event loop busy
 * would be taken for a part of the program's time. That is why the recorder and the inspector's client have
 * processes of their own.
 * @throws when the program fails
 */
export async function timedRun(launch: TimedLaunch): Promise<TimedRun> {
  const begunNs = process.hrtime.bigint();
  const child = spawn(launch.node, [...launch.args], {
    env: { ...cleanEnvironment(), ...launch.env },
    cwd: launch.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let endedNs = begunNs;
  child.once('exit', () => (endedNs = process.hrtime.bigint()));
  const closed = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  });
  if (child.pid !== undefined) launch.onSpawn?.(child.pid);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    launch.onStderr?.(stderr);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const end = await closed.finally(() => clearTimeout(timer));
  if (end !== 'exit code 0') throw new Error(`${launch.args.join(' ')} ended with ${end}:\n${stderr}`);
  return { wallMs: Number(endedNs - begunNs) / 1e6, stdout };
}

/** What the benchmark's own runner put into the environment is not part of what is measured. */
export function cleanEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];
  const entries = Object.entries(process.env).filter(([name]) => kept.includes(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
