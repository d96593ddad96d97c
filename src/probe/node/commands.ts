import { commandFileName, mostCommandBytes, parseCommands } from '../../protocol/commands.ts';
import type { Endpoint } from '../../protocol/wire.ts';
import { fs } from './builtins.ts';

const { existsSync, readFileSync, renameSync, statSync, unlinkSync } = fs;

/**
 * How often at least a thread that has Workers looks whether the user wants one of them ended: 3 µs each time. It looks
 * whenever its timer rings, which in a busy thread is more often, for to keep a time of its own costs as much.
 */
export const lookEveryMs = 200;

/**
 * What the user asks of this thread. It is looked for with the thread's one timer, and only while the thread has
 * Workers: a program cannot tell that from the vitals. To have the system say when there is something took the first
 * Worker half a millisecond, and the program a descriptor and one of 128 watches that a user has.
 */
export class Commands {
  private readonly path: string;
  private last = 0;

  /** @param terminate ends the Worker of that threadId, as the program itself could */
  constructor(
    private readonly endpoint: Endpoint,
    stream: string,
    private readonly terminate: (threadId: number) => void,
  ) {
    this.path = `${endpoint.folder}/${commandFileName(stream)}`;
  }

  /** Does what is asked, and has not been done. */
  obey(): void {
    try {
      if (!existsSync(this.path)) return;
      // What is written from now on is another file.
      const taken = this.path + 't';
      renameSync(this.path, taken);
      const text = statSync(taken).size > mostCommandBytes ? '' : readFileSync(taken, 'latin1');
      unlinkSync(taken);
      for (const { number, threadId } of parseCommands(text, this.endpoint.token)) {
        if (number <= this.last) continue;
        this.last = number;
        this.terminate(threadId);
      }
    } catch {
      // Then it is not done, and the user sees that.
    }
  }
}
