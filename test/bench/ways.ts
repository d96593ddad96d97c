import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { probeEnvironment } from '../../src/engine/probeEnvironment.ts';
import { helperEnded, nextWord, startHelper } from './helpers.ts';
import type { FromRecorder, Told, ToRecorder } from './recorderMessages.ts';
import { timedRun } from './timedRun.ts';
import type { TimedRun } from './timedRun.ts';

export interface WayRun extends TimedRun {
  /** What the recorder saw, where there was one. */
  readonly told: Told | null;
  /** How many threads a debugger attached to, where there was one. */
  readonly attached: number | null;
}

export interface WayRequest {
  /** The Node, or the Python, to run it with. */
  readonly node: string;
  readonly isNode: boolean;
  /** Arguments for Node itself, the program, and arguments for it. */
  readonly args: readonly string[];
  readonly recorderArguments: readonly string[];
}

/** One way of running a program: bare, recorded, or watched by something else that users have. */
export interface Way {
  readonly name: string;
  run(request: WayRequest): Promise<WayRun>;
}

export const bare: Way = {
  name: 'bare',
  run: request => inOwnFolder(cwd => runWith(request, [], cwd)),
};

/** Started as `thread-view run FILE` starts a file: the probe on the command line and in the environment. */
export const recorded: Way = {
  name: 'Thread View',
  run: request => inOwnFolder(cwd => runRecorded(request, cwd)),
};

/** Bare, but for arguments to Node itself. */
export async function runWith(
  request: WayRequest,
  nodeArguments: readonly string[],
  cwd: string,
): Promise<WayRun> {
  const args = [...nodeArguments, ...request.args];
  return { ...(await timedRun({ node: request.node, args, env: {}, cwd })), told: null, attached: null };
}

async function runRecorded(request: WayRequest, cwd: string): Promise<WayRun> {
  const recorder = startHelper('recorderProcess', request.recorderArguments);
  try {
    const opened = await nextWord<FromRecorder>(recorder);
    if (opened.type !== 'opened') throw new Error('the recorder began with its last word');
    const say = (message: ToRecorder): void => void recorder.send(message);
    const probe = probeEnvironment(opened.endpoint, {});
    const run = await timedRun({
      node: request.node,
      args: [...(request.isNode ? probe.nodeArguments : []), ...request.args],
      env: probe.env,
      cwd,
      onSpawn: pid => say({ type: 'started', pid }),
    });
    const answer = nextWord<FromRecorder>(recorder);
    say({ type: 'ended', end: { exitCode: 0, signal: null } });
    const last = await answer;
    if (last.type !== 'told') throw new Error('the recorder told nothing');
    await helperEnded(recorder);
    return { ...run, told: last.told, attached: null };
  } finally {
    if (recorder.connected) recorder.disconnect();
  }
}

/** A working folder of its own, for what the ways write. */
export async function inOwnFolder(run: (folder: string) => Promise<WayRun>): Promise<WayRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'thread-view-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
