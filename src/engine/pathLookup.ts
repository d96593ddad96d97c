import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to look; given only by tests, which play another platform. */
export interface LookupPlace {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
}

/** @returns the value of a variable whose name Windows spells in any case (`Path`). */
export function environmentValue(
  env: Environment,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform !== 'win32') return env[name];
  const found = Object.keys(env).find(key => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : env[found];
}

/** @returns whether the file is there and may be executed; Windows decides that by the ending alone. */
export async function isExecutableFile(file: string, platform: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) return false;
    if (platform !== 'win32') await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds a program as the system would: through PATH, on Windows with the endings of PATHEXT.
 * @returns its absolute path, or `null`
 */
export async function findOnPath(program: string, place: LookupPlace): Promise<string | null> {
  const { env, platform, cwd } = place;
  const windows = platform === 'win32';
  const folders = (environmentValue(env, 'PATH', platform) ?? '').split(windows ? ';' : ':');
  for (const folder of folders) {
    // An empty entry means the current folder on POSIX; on Windows, entries may be quoted.
    const clean = windows ? folder.replace(/^"(.*)"$/, '$1') : folder;
    if (windows && clean === '') continue;
    for (const ending of endings(program, place)) {
      const candidate = path.resolve(cwd, clean, program + ending);
      if (await isExecutableFile(candidate, platform)) return candidate;
    }
  }
  return null;
}

function endings(program: string, { env, platform }: LookupPlace): readonly string[] {
  if (platform !== 'win32') return [''];
  const listed = (environmentValue(env, 'PATHEXT', platform) ?? '.COM;.EXE;.BAT;.CMD')
    .split(';')
    .filter(ending => ending !== '');
  // A batch file cannot be started without a shell, and there is no shell between us and the program.
  const startable = listed.filter(ending => /^\.(com|exe)$/i.test(ending));
  return listed.some(ending => program.toLowerCase().endsWith(ending.toLowerCase())) ? [''] : startable;
}
