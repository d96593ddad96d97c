import { LaunchProblem, inEnglish } from '../engine/launchProblem.ts';
import { defaultLaunchSettings, launchCommand, planLaunch } from '../engine/launchPlan.ts';
import { NodeFinder } from '../engine/nodeRuntime.ts';
import { ownEnvironment, probeEnvironment } from '../engine/probeEnvironment.ts';
import type { Recording } from '../engine/recording.ts';
import { StartProblem } from '../engine/run.ts';
import type { Launch } from '../engine/run.ts';
import type { Program } from './options.ts';

export interface PreparedLaunch {
  readonly launch: Launch;
  /** Sentences for the user about this way of running. */
  readonly notices: readonly string[];
}

type Endpoint = Recording['endpoint'];

/** From what the user typed to what is started. @throws StartProblem */
export async function prepareLaunch(program: Program, endpoint: Endpoint): Promise<PreparedLaunch> {
  const env = process.env;
  const cwd = process.cwd();
  if (program.kind === 'command') {
    // Whatever this command is, a Node or a Python below it finds the probe in its environment.
    const probe = probeEnvironment(endpoint, ownEnvironment(env));
    return {
      launch: {
        command: program.command,
        args: program.args,
        env: { ...env, ...probe.env },
        cwd,
        stdio: 'inherit',
      },
      notices: [],
    };
  }
  const { file, args } = program;
  try {
    const request = { file, workspaceFolder: cwd, settings: defaultLaunchSettings, env };
    const plan = await planLaunch(request, new NodeFinder());
    // Not through the settings: there, a `$` would begin a variable.
    const command = launchCommand({ ...plan, programArguments: args }, endpoint);
    return {
      launch: {
        command: command.command,
        args: command.args,
        env: withChanges(env, command.env),
        cwd: command.cwd,
        stdio: 'inherit',
      },
      notices: plan.runtime.canBeProbed ? [] : plan.notices.map(inEnglish),
    };
  } catch (error) {
    if (error instanceof LaunchProblem) throw asStartProblem(error, file);
    throw error;
  }
}

/** The same problem, with the next step that a command line has. */
function asStartProblem(problem: LaunchProblem, file: string): StartProblem {
  switch (problem.kind) {
    case 'missing-file':
      return new StartProblem(problem.message, 127);
    case 'unsupported-file':
      return new StartProblem(`${problem.message} For anything else: thread-view run -- COMMAND`, 126);
    case 'unsupported-typescript':
      return new StartProblem(
        `${file} was not started: ${problem.detail ?? ''} TypeScript needs 22.18 or newer; ` +
          `put one first on the PATH, or name it: thread-view run -- /path/to/node ${file}`,
        126,
      );
    case 'no-node':
    case 'not-node':
      return new StartProblem(
        'no Node.js was found on the PATH; install it, or name it: thread-view run -- /path/to/node …',
        127,
      );
    case 'no-python':
      return new StartProblem(
        'no Python was found on the PATH; install it, or name it: thread-view run -- /path/to/python …',
        127,
      );
    case 'bad-setting':
    case 'missing-folder':
    case 'recorder':
      return new StartProblem(problem.message, 126);
  }
}

function withChanges(
  env: Readonly<Record<string, string | undefined>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string | undefined> {
  const removed = Object.keys(changes).filter(name => changes[name] === null);
  const kept = Object.entries(env).filter(([name]) => !removed.includes(name));
  const added = Object.entries(changes).filter((change): change is [string, string] => change[1] !== null);
  return Object.fromEntries([...kept, ...added]);
}
