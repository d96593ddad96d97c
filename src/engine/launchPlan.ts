import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { Endpoint } from '../protocol/wire.ts';
import { LaunchProblem, sentence } from './launchProblem.ts';
import type { Sentence } from './launchProblem.ts';
import { nodePathSetting, oldestProbedMajor } from './nodeRuntime.ts';
import type { NodeFinder, NodeRuntime } from './nodeRuntime.ts';
import { ownEnvironment, probeEnvironment } from './probeEnvironment.ts';
import type { OwnEnvironment } from './probeEnvironment.ts';
import { argumentsForProbe, pythonNotices } from './pythonLaunch.ts';
import { PythonFinder, pythonPathSetting } from './pythonRuntime.ts';
import type { PythonRuntime } from './pythonRuntime.ts';
import { resolveVariables } from './settingVariables.ts';

/** What the user set, already of the right types, with variables not yet resolved. */
export interface LaunchSettings {
  readonly nodePath: string;
  readonly nodeArguments: readonly string[];
  readonly pythonPath: string;
  readonly pythonArguments: readonly string[];
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Empty: the workspace folder of the file, else the file's own folder. */
  readonly cwd: string;
}

export const defaultLaunchSettings: LaunchSettings = {
  nodePath: '',
  nodeArguments: [],
  pythonPath: '',
  pythonArguments: [],
  arguments: [],
  environment: {},
  cwd: '',
};

export interface LaunchRequest {
  readonly file: string;
  readonly workspaceFolder: string | null;
  readonly settings: LaunchSettings;
  /** The environment that the program inherits. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The interpreter of the environment that is active in the Python extension, where there is that. */
  readonly activePython?: string | null;
}

/** What runs the program. */
export type Runtime =
  ({ readonly language: 'node' } & NodeRuntime) | ({ readonly language: 'python' } & PythonRuntime);

/** How a file is run, decided once; the probe is added when there is somewhere to tell to. */
export interface LaunchPlan {
  readonly file: string;
  readonly runtime: Runtime;
  /** Arguments of the runtime itself. */
  readonly runtimeArguments: readonly string[];
  readonly programArguments: readonly string[];
  readonly cwd: string;
  /** Additions to the inherited environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the program would have without us. */
  readonly own: OwnEnvironment;
  /** What the user should know of this way of running. */
  readonly notices: readonly Sentence[];
}

/** What to start. */
export interface LaunchCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The kinds of file that can be run, by their ending. */
export type FileKind = 'javascript' | 'typescript' | 'python';

export function fileKind(file: string): FileKind | null {
  switch (path.extname(file).toLowerCase()) {
    case '.js':
    case '.mjs':
    case '.cjs':
      return 'javascript';
    case '.ts':
    case '.mts':
    case '.cts':
      return 'typescript';
    case '.py':
    case '.pyw':
      return 'python';
    default:
      return null;
  }
}

const stripTypesFlag = '--experimental-strip-types';

/** @throws LaunchProblem when the file cannot be run like this */
export async function planLaunch(
  request: LaunchRequest,
  finder: NodeFinder,
  pythons: PythonFinder = new PythonFinder(),
): Promise<LaunchPlan> {
  const { file, workspaceFolder, settings, env } = request;
  const kind = await runnableKind(file);
  const place = { file, workspaceFolder, env };
  const resolve = (text: string, setting: string) => resolveVariables(text, setting, place);

  const base = workspaceFolder ?? path.dirname(file);
  const cwd = await chooseCwd(resolve(settings.cwd, 'threadView.cwd'), base);
  const added: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.environment)) {
    added[name] = resolve(value, 'threadView.environment');
  }
  const programEnv = { ...env, ...added };
  const plan = {
    file,
    programArguments: settings.arguments.map(each => resolve(each, 'threadView.arguments')),
    cwd,
    own: ownEnvironment(programEnv),
  };
  if (kind === 'python') {
    const runtime = await pythons.find({
      configured: resolve(settings.pythonPath, pythonPathSetting),
      active: request.activePython ?? null,
      base,
      env: programEnv,
      cwd,
    });
    return {
      ...plan,
      runtime: { language: 'python', ...runtime },
      runtimeArguments: settings.pythonArguments.map(each => resolve(each, 'threadView.python.arguments')),
      env: added,
      notices: pythonNotices(runtime),
    };
  }
  const configured = resolve(settings.nodePath, nodePathSetting);
  const runtime = await finder.find({ configured, base, env: programEnv, cwd });

  const runtimeArguments = settings.nodeArguments.map(each => resolve(each, 'threadView.node.arguments'));
  if (kind === 'typescript') runtimeArguments.push(...typeScriptArguments(file, runtime));
  return {
    ...plan,
    runtime: { language: 'node', ...runtime },
    runtimeArguments,
    env: { ...added, ...runtime.env },
    notices: noticesAbout(runtime),
  };
}

/** @param endpoint where the probe tells; `null` runs the program without it */
export function launchCommand(plan: LaunchPlan, endpoint: Endpoint | null): LaunchCommand {
  const probed = endpoint !== null && plan.runtime.canBeProbed;
  const probe = probed ? probeEnvironment(endpoint, plan.own) : null;
  const { language } = plan.runtime;
  const before = language === 'node' ? (probe?.nodeArguments ?? []) : [];
  const after = language === 'python' && probe !== null ? argumentsForProbe(plan.runtimeArguments) : [];
  return {
    command: plan.runtime.command,
    args: [...before, ...plan.runtimeArguments, ...after, plan.file, ...plan.programArguments],
    cwd: plan.cwd,
    env: { ...plan.env, ...probe?.env },
  };
}

async function runnableKind(file: string): Promise<FileKind> {
  const name = path.basename(file);
  const kind = fileKind(file);
  if (kind === null) {
    throw new LaunchProblem(
      'unsupported-file',
      sentence(
        '{0} cannot be run: Thread View runs JavaScript, TypeScript and Python files (.js .mjs .cjs .ts .mts .cts .py).',
        name,
      ),
    );
  }
  const found = await stat(file).catch(() => null);
  if (found === null)
    throw new LaunchProblem('missing-file', sentence('{0} does not exist (any more).', file));
  if (!found.isFile()) throw new LaunchProblem('missing-file', sentence('{0} is not a file.', file));
  return kind;
}

async function chooseCwd(wish: string, base: string): Promise<string> {
  const cwd = wish.trim() === '' ? base : path.resolve(base, wish);
  const found = await stat(cwd).catch(() => null);
  if (found?.isDirectory() === true) return cwd;
  const setting = 'threadView.cwd';
  if (wish.trim() === '')
    throw new LaunchProblem('missing-folder', sentence('The folder {0} does not exist.', cwd));
  throw new LaunchProblem(
    'missing-folder',
    sentence('The setting {0} names "{1}", which is not a folder.', setting, cwd),
    {
      nextSteps: ['openSettings'],
      setting,
    },
  );
}

function typeScriptArguments(file: string, runtime: NodeRuntime): readonly string[] {
  if (runtime.typescript === 'always') return [];
  if (runtime.typescript === 'flag') return [stripTypesFlag];
  throw new LaunchProblem(
    'unsupported-typescript',
    sentence(
      'Node.js {0} cannot run TypeScript, so {1} was not started. Node.js 22.18 or newer can: install one, or name it in the setting {2}.',
      runtime.version,
      path.basename(file),
      nodePathSetting,
    ),
    {
      detail: `${runtime.command} is Node.js ${runtime.version}.`,
      nextSteps: ['openSettings'],
      setting: nodePathSetting,
    },
  );
}

function noticesAbout(runtime: NodeRuntime): readonly Sentence[] {
  const notices: Sentence[] = [];
  if (!runtime.canBeProbed) {
    notices.push(
      sentence(
        'Node.js {0} is too old for the probe, so its threads cannot be seen. Node.js {1} or newer is needed; the setting {2} can name one.',
        runtime.version,
        oldestProbedMajor,
        nodePathSetting,
      ),
    );
  }
  if (runtime.source === 'vscode') {
    notices.push(
      sentence("No Node.js was found on the PATH, so VS Code's own ({0}) runs the program.", runtime.version),
    );
  }
  return notices;
}
