/**
 * Commands: what the user asks of a thread of the program, through its probe. The engine leaves them in a file beside
 * the thread's stream, under a name that only a thread which makes Workers looks for:
 *
 *     the run's token
 *     number · what · threadId      one line each
 *
 * Numbers rise, so that a command which is there twice is obeyed once. The file appears whole, by renaming, and is
 * taken by renaming it again.
 */
export interface Command {
  /** From 1, rising over all commands of a run. */
  readonly number: number;
  /** The Worker that is to be terminated. */
  readonly threadId: number;
}

/** A longer file is not read. */
export const mostCommandBytes = 4096;

/** @param stream as in segments.ts */
export function commandFileName(stream: string): string {
  return `${stream}.tvc`;
}

export function formatCommands(token: string, commands: readonly Command[]): string {
  return [token, ...commands.map(({ number, threadId }) => `${number} terminate ${threadId}`)].join('\n');
}

/** @returns none for anything that this run's engine did not write. Never throws. */
export function parseCommands(text: string, token: string): Command[] {
  const [first, ...lines] = text.split('\n');
  if (first !== token) return [];
  return lines.flatMap(line => {
    const match = /^(\d{1,9}) terminate (\d{1,9})$/.exec(line);
    return match === null ? [] : [{ number: Number(match[1]), threadId: Number(match[2]) }];
  });
}
