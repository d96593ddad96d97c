import { LaunchProblem, sentence, type Sentence } from '../engine/launchProblem.ts';
import { isObject } from './untrusted.ts';

/** A task of ours as tasks.json may hold it; see the schema in package.json. */
export interface RunTaskDefinition {
  readonly type: string;
  /** The file to run; by default the one in the editor. */
  readonly file?: string;
  /** In its place: any command, whose Nodes and Pythons are seen. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * VS Code marks what does not fit the schema, but hands it out all the same.
 * @throws LaunchProblem that names the property
 */
export function readTaskDefinition(
  value: Readonly<Record<string, unknown>> & { type: string },
): RunTaskDefinition {
  const { type, args, env } = value;
  const file = text(value, 'file');
  const command = text(value, 'command');
  const cwd = text(value, 'cwd');
  if (file !== undefined && command !== undefined)
    throw bad(sentence('A task has a file or a command: {0} is one too many.', '"file"'));
  if (args !== undefined && !(Array.isArray(args) && args.every(each => typeof each === 'string')))
    throw bad(sentence('In the task, {0} must be a list of texts.', '"args"'));
  if (env !== undefined && !(isObject(env) && Object.values(env).every(each => typeof each === 'string')))
    throw bad(sentence('In the task, {0} must map names to texts.', '"env"'));
  return {
    type,
    ...(file === undefined ? {} : { file }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args: args }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: env as Readonly<Record<string, string>> }),
  };
}

function text(value: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const found = value[name];
  if (found === undefined) return undefined;
  if (typeof found === 'string' && found.trim() !== '') return found;
  throw bad(sentence('In the task, {0} must be a text that is not empty.', `"${name}"`));
}

function bad(what: Sentence): LaunchProblem {
  return new LaunchProblem('bad-setting', what);
}
