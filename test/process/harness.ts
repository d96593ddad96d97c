import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { ownEnvironment, probeEnvironment } from '../../src/engine/probeEnvironment.ts';
import { Recorder } from '../../src/engine/recorder.ts';
import type { RecorderOptions } from '../../src/engine/recorder.ts';
import type { RootEnd, TraceUpdate } from '../../src/engine/recording.ts';
import { startProgram } from '../../src/engine/run.ts';
import type { CoreLane, CoresAnswer, ThreadKey, ThreadView, WindowAnswer } from '../../src/protocol/panel.ts';
import type { RunSummary } from '../../src/trace/summary.ts';

export const programs = path.join(__dirname, '..', 'programs');
export const samples = path.join(__dirname, '..', '..', 'media', 'samples');

/** Longer than any program takes on a busy machine; whoever gets here hangs. */
const patienceMs = 60_000;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called with what the program wrote to stdout so far. */
  readonly onStdout?: (stdout: string, child: ChildProcess) => void;
}

export interface RecordOptions extends RunOptions, RecorderOptions {
  /** Load the probe from the command line too, as the extension does. */
  readonly onCommandLine?: boolean;
  /** Where the probe lies, if not where it was built. */
  readonly probe?: string;
  /** Called with the threads that changed; the program's stdin stays open for it to write to. */
  readonly onUpdate?: (update: TraceUpdate, child: ChildProcess, recorder: Recorder) => void;
  /** Called when the program has ended and nothing was done yet about that. */
  readonly onEnded?: (folder: string, token: string) => void;
  /** Called when everything was read, before the recorder is let go. */
  readonly beforeDisposal?: (recorder: Recorder) => Promise<void>;
}

/** What anyone can see of a program from outside. */
export interface Seen {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Recorded extends Seen {
  readonly summary: RunSummary;
  readonly threads: readonly ThreadView[];
  readonly runtimeThreads: readonly ThreadView[];
  readonly window: WindowAnswer;
  readonly cores: readonly CoreLane[];
}

/** What the tests' own runner put into the environment is not part of what is tested. */
function cleanEnvironment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];
  const inherited = kept.flatMap(name =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...(Object.fromEntries(inherited) as Record<string, string>), ...own };
}

export async function runPlain(
  node: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Seen> {
  const child = spawn(node, [...args], {
    env: cleanEnvironment(options.env),
    cwd: options.cwd ?? programs,
    stdio: 'pipe',
  });
  const ended = new Promise<RootEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
  return observe(child, ended, options, async seen => Promise.resolve(seen));
}

export async function runRecorded(
  node: string,
  args: readonly string[],
  options: RecordOptions = {},
): Promise<Recorded> {
  const recorder = await Recorder.open(options);
  try {
    const env = cleanEnvironment(options.env);
    const probe = probeEnvironment(recorder.endpoint, ownEnvironment(env), options.probe);
    const { child, ended } = await startProgram(
      {
        command: node,
        args: [...(options.onCommandLine === true ? probe.nodeArguments : []), ...args],
        env: { ...env, ...probe.env },
        cwd: options.cwd ?? programs,
        stdio: 'pipe',
      },
      recorder,
    );
    recorder.onUpdate(update => options.onUpdate?.(update, child, recorder));
    return await observe(child, ended, options, async seen => {
      options.onEnded?.(recorder.endpoint.folder, recorder.endpoint.token);
      await recorder.rootEnded(seen);
      const { threads: all } = await recorder.snapshot();
      await options.beforeDisposal?.(recorder);
      const threads = all.filter(thread => thread.kind === 'program');
      return {
        ...seen,
        summary: await recorder.summary([node, ...args]),
        threads,
        runtimeThreads: all.filter(thread => thread.kind === 'runtime'),
        cores: await coresOf(recorder),
        window: await recorder.window({
          fromNs: 0,
          toNs: Number.MAX_SAFE_INTEGER,
          widthPx: 1e9,
          threads: all.map(thread => thread.key),
          maxMessages: 1e6,
        }),
      };
    });
  } finally {
    await recorder.dispose();
  }
}

async function observe<Result>(
  child: ChildProcess,
  ended: Promise<RootEnd>,
  options: RecordOptions,
  whenEnded: (seen: Seen) => Promise<Result>,
): Promise<Result> {
  const closed = new Promise(resolve => child.once('close', resolve));
  let stdout = '';
  let stderr = '';
  // Bytes that are not text stay apart in this encoding, so that they can be compared.
  child.stdout?.setEncoding('latin1').on('data', (text: string) => {
    stdout += text;
    options.onStdout?.(stdout, child);
  });
  child.stderr?.setEncoding('latin1').on('data', (text: string) => (stderr += text));
  child.stdin?.on('error', () => undefined);
  if (options.onUpdate === undefined) child.stdin?.end(options.stdin ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const end = await ended;
  await closed;
  clearTimeout(timer);
  return whenEnded({ ...end, stdout, stderr });
}

/** All of the run, as fine as the OS was looked at. */
async function coresOf(recorder: Recorder): Promise<readonly CoreLane[]> {
  const argument = { fromNs: 0, toNs: 600e9, widthPx: 1e9 };
  return ((await recorder.ask({ name: 'cores', argument })) as CoresAnswer).cores;
}

/** Runs `work` on each item, two at a time: as many as the smallest machine that runs these tests has cores. */
export async function inPairs<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

/** A program's run without the probe and with it. */
export interface Both {
  readonly alone: Seen;
  readonly watched: Recorded;
}

/**
 * Has each program run without the probe and with it before the tests of the suite that is being described.
 * @returns what was seen of a program; throws what went wrong when it was run
 */
export function runBoth<Program extends { readonly args: readonly string[] }>(
  runtime: string,
  programs: readonly Program[],
  timeoutMs: number,
): (program: Program) => Both {
  const seen = new Map<Program, Both>();
  const troubles = new Map<Program, unknown>();
  before(async function () {
    this.timeout(timeoutMs);
    await inPairs(programs, async program => {
      try {
        const alone = await runPlain(runtime, program.args);
        seen.set(program, { alone, watched: await runRecorded(runtime, program.args) });
      } catch (error) {
        troubles.set(program, error);
      }
    });
  });
  return program => {
    const both = seen.get(program);
    if (both === undefined) throw troubles.get(program);
    return both;
  };
}

export function threadNamed(threads: readonly ThreadView[], name: string): ThreadView {
  const found = threads.filter(thread => thread.name === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} threads are named "${name}"`);
  return found[0];
}

export function threadOf(threads: readonly ThreadView[], key: ThreadKey): ThreadView {
  const found = threads.find(thread => thread.key === key);
  if (found === undefined) throw new Error(`no thread has the key ${key}`);
  return found;
}
