import { fs } from './builtins.ts';

const { readFileSync } = fs;

/** Nanoseconds that a thread has had of a core, and that it wanted one and had none. NaN where that is not known. */
export interface Schedule {
  readonly runNs: number;
  readonly readyNs: number;
}

const unknown: Schedule = { runNs: NaN, readyNs: NaN };

/** The counts of the calling thread that the kernel keeps (Linux): the same that the engine reads from outside. */
export function scheduleOfThread(): Schedule {
  if (process.platform !== 'linux') return unknown;
  try {
    const [runNs = NaN, readyNs = NaN] = readFileSync('/proc/thread-self/schedstat', 'latin1')
      .split(' ')
      .map(Number);
    return { runNs, readyNs };
  } catch {
    return unknown;
  }
}
