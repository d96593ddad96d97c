import { split } from 'shlex';
import type * as vscode from 'vscode';

const memoryKey = 'arguments';
/** Files whose arguments are remembered; those that were given longest ago go first. */
const mostFiles = 200;

/** The arguments that the user gave for a file (its URI) last, as they were typed. Kept with the workspace. */
export class RememberedArguments {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** @returns an empty text where there are none */
  textOf(file: string): string {
    return this.#all().find(([name]) => name === file)?.[1] ?? '';
  }

  /** @returns `null` where there are none, and those of the settings count */
  argumentsOf(file: string): readonly string[] | null {
    const text = this.textOf(file);
    return text === '' || badArguments(text) ? null : splitArguments(text);
  }

  /** @param text empty forgets them */
  async remember(file: string, text: string): Promise<void> {
    const others = this.#all().filter(([each]) => each !== file);
    const all = text.trim() === '' ? others : [...others, [file, text] as const];
    await this.#memory.update(memoryKey, all.slice(-mostFiles));
  }

  /** What is kept may be from another version, or broken. */
  #all(): readonly (readonly [string, string])[] {
    const all = this.#memory.get<unknown>(memoryKey);
    if (!Array.isArray(all)) return [];
    return all.filter(
      (each): each is [string, string] =>
        Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'string',
    );
  }
}

/**
 * As a POSIX shell splits them, with quotes and backslashes; nothing in them is expanded. On Windows a backslash is
 * part of a path.
 * @throws Error where a quote is not closed
 */
export function splitArguments(
  text: string,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  return split(platform === 'win32' ? text.replaceAll('\\', '\\\\') : text);
}

export function badArguments(text: string): boolean {
  try {
    splitArguments(text);
    return false;
  } catch {
    return true;
  }
}
