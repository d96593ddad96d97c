import { stat } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { errorText } from './errorText.ts';
import { LaunchProblem, sentence } from './launchProblem.ts';
import type { LaunchProblemKind, Sentence } from './launchProblem.ts';
import { findOnPath, isExecutableFile } from './pathLookup.ts';
import type { LookupPlace } from './pathLookup.ts';

/** A setting that names the program which runs the user's files. */
export interface ProgramSetting<Runtime> {
  /** Its name, for messages. */
  readonly name: string;
  readonly problem: LaunchProblemKind;
  /** Asks a file that can be executed what it is. @throws when it is no such program */
  readonly ask: (file: string) => Promise<Runtime>;
  /** Says that it is none. */
  readonly isNone: (setting: string, file: string) => Sentence;
}

/**
 * The runtime that a setting names.
 * @param base what a relative path starts from; a bare name is looked up in PATH, like everywhere else
 * @throws LaunchProblem that names the setting and what is wrong with its value
 */
export async function configuredProgram<Runtime>(
  { name, problem, ask, isNone }: ProgramSetting<Runtime>,
  configured: string,
  base: string,
  place: LookupPlace,
): Promise<Runtime> {
  const home = configured.replace(/^~(?=$|[\\/])/, () => os.homedir());
  const isBare = !/[\\/]/.test(home);
  const file = isBare ? await findOnPath(home, place) : path.resolve(base, home);
  const bad = (text: Sentence, detail: string | null = null) =>
    new LaunchProblem(problem, text, { detail, nextSteps: ['openSettings'], setting: name });

  if (file === null)
    throw bad(sentence('The setting {0} names "{1}", which is not on the PATH.', name, home));
  const isFile = await stat(file).then(
    found => found.isFile(),
    () => null,
  );
  if (isFile === null) throw bad(sentence('The setting {0} names "{1}", which does not exist.', name, file));
  if (!isFile) throw bad(sentence('The setting {0} names "{1}", which is not a file.', name, file));
  if (!(await isExecutableFile(file, place.platform)))
    throw bad(sentence('The setting {0} names "{1}", which cannot be executed.', name, file));
  try {
    return await ask(file);
  } catch (error) {
    throw bad(isNone(name, file), errorText(error));
  }
}
