import * as os from 'node:os';
import * as path from 'node:path';
import { LaunchProblem, sentence } from './launchProblem.ts';

/** What `${…}` in a setting can stand for. The names are those of VS Code's own launch settings. */
export interface VariablePlace {
  readonly file: string;
  readonly workspaceFolder: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Puts in the values of `${workspaceFolder}`, `${file}` and their like.
 * @throws LaunchProblem that names the setting, for a variable that does not exist or has no value here
 */
export function resolveVariables(text: string, setting: string, place: VariablePlace): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const value = valueOf(name, place);
    if (value !== undefined) return value;
    throw new LaunchProblem(
      'bad-setting',
      sentence('The setting {0} uses {1}, which has no value here.', setting, whole),
      { nextSteps: ['openSettings'], setting },
    );
  });
}

function valueOf(name: string, { file, workspaceFolder, env }: VariablePlace): string | undefined {
  if (name.startsWith('env:')) return env[name.slice('env:'.length)] ?? '';
  switch (name) {
    case 'file':
      return file;
    case 'fileDirname':
      return path.dirname(file);
    case 'fileBasename':
      return path.basename(file);
    case 'fileBasenameNoExtension':
      return path.basename(file, path.extname(file));
    case 'workspaceFolder':
      // A file that belongs to no folder is run where it lies, and so is what is said about its folder.
      return workspaceFolder ?? path.dirname(file);
    case 'userHome':
      return os.homedir();
    case 'pathSeparator':
      return path.sep;
    default:
      return undefined;
  }
}
