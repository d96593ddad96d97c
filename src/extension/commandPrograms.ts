import type * as vscode from 'vscode';
import { ownEnvironment, probeEnvironment } from '../engine/probeEnvironment.ts';
import { asTyped } from '../engine/commandLine.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { ProgramPlan } from './programRun.ts';
import { terminalEnvironment } from './settings.ts';

/** Any command: every Node and Python below it is seen. */
export interface CommandRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whose settings of the terminal count. */
  readonly scope: vscode.Uri;
}

export function planCommand(request: CommandRequest, platform = process.platform): ProgramPlan {
  const { command, args, cwd, environment, scope } = request;
  // On Windows npm and its like are scripts of the shell, which alone can run them.
  const shell = platform === 'win32' ? ['cmd.exe', '/d', '/c'] : [];
  const [program = command, ...rest] = [...shell, command, ...args];
  return {
    commandLine: asTyped([command, ...args]),
    runtime: 'any command',
    canBeProbed: true,
    notices: [],
    command: endpoint => ({
      command: program,
      args: rest,
      cwd,
      env: { ...environment, ...(endpoint === null ? {} : probeVariables(endpoint, environment, scope)) },
    }),
  };
}

/** What a terminal of this window needs so that the probe is in what is started there. */
export function probeVariables(
  endpoint: Endpoint,
  environment: Readonly<Record<string, string>>,
  scope: vscode.Uri | undefined,
): Readonly<Record<string, string>> {
  const own = ownEnvironment({ ...terminalEnvironment(scope), ...environment });
  return probeEnvironment(endpoint, own).env;
}
