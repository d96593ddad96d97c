import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import { findOnPath } from './pathLookup.ts';
import type { Recording, RootEnd } from './recording.ts';

/** What to start, without the probe or with it: that is a matter of `args` and `env` alone. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdio: StdioOptions;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Never rejects: what was started ends somehow. */
  readonly ended: Promise<RootEnd>;
}

/** Why a command was not started. `exitCode` is the one a shell would end with. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
  readonly exitCode: 126 | 127;

  constructor(message: string, exitCode: 126 | 127) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Starts a program in this process's own group (so a terminal's keys reach it) and tells the recording, where
 * there is one, that it began.
 * @throws StartProblem
 */
export async function startProgram(
  launch: Launch,
  recording: Pick<Recording, 'rootStarted'> | null,
): Promise<RunningProgram> {
  const child = spawn(launch.command, [...launch.args], {
    env: { ...launch.env },
    cwd: launch.cwd,
    stdio: launch.stdio,
    windowsHide: true,
  });
  const ended = new Promise<RootEnd>(resolve => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      void startProblem(launch, error).then(reject);
    });
  });
  // A signal that cannot be delivered is an 'error' too, and must not end us.
  child.on('error', () => undefined);
  if (child.pid !== undefined) recording?.rootStarted(child.pid);
  return { child, ended };
}

async function startProblem(
  { command, env, cwd }: Launch,
  error: NodeJS.ErrnoException,
): Promise<StartProblem> {
  const place = { env, platform: process.platform, cwd };
  const isThere = (await findOnPath(command, place)) !== null;
  switch (error.code) {
    case 'ENOENT':
      return isThere
        ? new StartProblem(`"${command}" is there, but the interpreter in its first line is not`, 126)
        : new StartProblem(`cannot find the command "${command}"; is it installed and on the PATH?`, 127);
    case 'EACCES':
    case 'EPERM':
      return new StartProblem(`"${command}" is not executable; is it a program, and may you run it?`, 126);
    default:
      return new StartProblem(`cannot run "${command}": ${error.message}`, 126);
  }
}

/** The exit code by which a shell tells of an end by this signal. */
export function exitCodeOfSignal(signal: string): number {
  return 128 + ((constants.signals as Readonly<Record<string, number>>)[signal] ?? 0);
}
