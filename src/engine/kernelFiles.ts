import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { KernelView } from '../protocol/panel.ts';
import { systemCallName } from './systemCalls.ts';

/** `schedstat`: nanoseconds on a core, in the queue for one, and how many stretches on a core there were. */
export interface Schedule {
  runNs: number;
  readyNs: number;
  slices: number;
}

/** `syscall`: what the kernel says a thread is stopped in. Registers as the kernel writes them. */
export interface Call {
  /** -1: stopped, and in no call. */
  readonly number: number;
  readonly name: string | null;
  readonly registers: readonly string[];
  readonly stackPointer: string | null;
  readonly programCounter: string | null;
}

const mostDescriptors = 64;
const space = 0x20;
const zero = 0x30;
const nine = 0x39;

/**
 * What Linux tells of one thread under `/proc/PID/task/TID`. Its most used file is kept open and read anew
 * from the start, which takes 1.5 µs; owned by who looks at the thread, and closed by them.
 */
export class KernelFiles {
  private readonly schedstat: number;
  /** Opened when they are first asked for: most threads never move. */
  private syscall: number | null = null;
  private stat: number | null = null;
  private readonly folder: string;
  private readonly isMain: boolean;

  /** @throws the system's error: ENOENT when the thread is gone, EACCES when it may not be looked at. */
  constructor(pid: number, tid: number) {
    this.folder = `/proc/${pid}/task/${tid}`;
    this.isMain = pid === tid;
    this.schedstat = openSync(`${this.folder}/schedstat`, 'r');
  }

  /** @returns false when the thread is gone */
  readSchedule(into: Schedule): boolean {
    let length: number;
    try {
      length = readSync(this.schedstat, buffer, 0, buffer.length, 0);
    } catch {
      return false;
    }
    // Three numbers, taken from the bytes: a text and its pieces would be the larger part of the cost.
    let at = 0;
    const next = (): number => {
      let value = 0;
      while (at < length && buffer[at] === space) at++;
      for (; at < length; at++) {
        const digit = buffer[at] as number;
        if (digit < zero || digit > nine) break;
        value = value * 10 + digit - zero;
      }
      return value;
    };
    into.runNs = next();
    into.readyNs = next();
    into.slices = next();
    return length > 0;
  }

  /**
   * @returns what it is stopped in; `running` when it is on a core or in the queue for one; `hidden` where that may
   * not be read (another user's, a hardened kernel); `null` when the thread is gone
   */
  readCall(): Call | 'running' | 'hidden' | null {
    try {
      this.syscall ??= openSync(`${this.folder}/syscall`, 'r');
      return parseCall(readAgain(this.syscall));
    } catch (error) {
      return /^E(ACCES|PERM)$/.test((error as NodeJS.ErrnoException).code ?? '') ? 'hidden' : null;
    }
  }

  /** The core that it ran on last. */
  readCore(): number | null {
    try {
      // The second field is the name in brackets and may hold anything.
      this.stat ??= openSync(`${this.folder}/stat`, 'r');
      const stat = readAgain(this.stat);
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const core = Number(fields[36]);
      return Number.isInteger(core) ? core : null;
    } catch {
      return null;
    }
  }

  readSwitches(): { voluntarySwitches: number; involuntarySwitches: number } {
    try {
      const status = readFileSync(`${this.folder}/status`, 'latin1');
      return {
        voluntarySwitches: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0),
        involuntarySwitches: Number(/^nonvoluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0),
      };
    } catch {
      return { voluntarySwitches: 0, involuntarySwitches: 0 };
    }
  }

  /**
   * The descriptors that the thread's process has open for polling others, when it is a main thread and has few
   * descriptors: reading what one is takes 2 µs, and each Worker adds to those of all.
   */
  eventPolls(): ReadonlySet<number> {
    if (!this.isMain) return new Set();
    try {
      const open = readdirSync(`${this.folder}/fd`);
      return new Set(
        open.length > mostDescriptors ? [] : open.map(Number).filter(each => this.isEventPoll(each)),
      );
    } catch {
      return new Set();
    }
  }

  /** Whether the thread's process has this descriptor open for polling others (`epoll`). */
  isEventPoll(descriptor: number): boolean {
    try {
      return readlinkSync(`${this.folder}/fd/${descriptor}`) === 'anon_inode:[eventpoll]';
    } catch {
      return false;
    }
  }

  close(): void {
    for (const file of [this.schedstat, this.syscall, this.stat]) {
      try {
        if (file !== null) closeSync(file);
      } catch {
        // It was closed with the thread it belonged to.
      }
    }
  }
}

const buffer = Buffer.alloc(1024);

/** A small file that is open, from its start. @throws the system's error */
function readAgain(file: number): string {
  return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
}

/** `NUMBER six registers, stack pointer, program counter`; -1 and two pointers outside of calls; or `running`. */
export function parseCall(text: string): Call | 'running' | null {
  const fields = text.trim().split(' ');
  if (fields[0] === 'running') return 'running';
  const number = Number(fields[0]);
  if (!Number.isInteger(number)) return null;
  return {
    number,
    name: number < 0 ? null : systemCallName(number),
    registers: number < 0 ? [] : fields.slice(1, 7),
    stackPointer: fields.at(-2) ?? null,
    programCounter: fields.at(-1) ?? null,
  };
}

export function kernelView(state: KernelView['state'], core: number | null, call: Call | null): KernelView {
  return {
    state,
    core,
    call: call?.name ?? null,
    callArguments: call?.registers ?? [],
    stackPointer: call?.stackPointer ?? null,
    programCounter: call?.programCounter ?? null,
  };
}
