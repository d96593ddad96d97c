import type { ThreadKey } from './panel.ts';
import type { Nanoseconds, SourcePlace } from './words.ts';

/** One call on a thread's stack. */
export interface StackFrame {
  /** As the runtime calls it; empty where it has no name. */
  readonly name: string;
  /** As it was written: through the source map, where there is one. `null` for code without a file. */
  readonly place: SourcePlace | null;
  /** As it runs, where that is another place than where it was written. */
  readonly generated: SourcePlace | null;
  /** `program`: the user's. `library`: below `node_modules` or `site-packages`. `runtime`: Node's or Python's own. */
  readonly origin: 'program' | 'library' | 'runtime';
}

/** What the kernel said of a thread when its stack was captured (Linux). Addresses are texts, hexadecimal with `0x`. */
export interface NativePlace {
  /** On a core, waiting for one, or stopped in a call. */
  readonly state: 'on a core' | 'ready' | 'stopped';
  readonly call: string | null;
  /** The call's arguments: the six argument registers as the kernel gives them. */
  readonly callArguments: readonly string[];
  readonly programCounter: string | null;
  readonly stackPointer: string | null;
  /** The file that is mapped where the program counter points, and how far into it. */
  readonly module: string | null;
  readonly moduleOffset: string | null;
}

export interface CapturedThread {
  readonly thread: ThreadKey;
  /** The innermost call first. `null` where they could not be had: then {@link why} says why, in a sentence. */
  readonly frames: readonly StackFrame[] | null;
  readonly why: string | null;
  /** At least so many frames were left out at the outer end, for there were too many. Node does not count them: 1. */
  readonly moreFrames: number;
  readonly native: NativePlace | null;
}

/** What all threads of a run were doing at one moment, more or less: each is looked at once, one after the other. */
export interface StackCapture {
  /** From 1, rising in a run. */
  readonly number: number;
  readonly atNs: Nanoseconds;
  /** How long it took until the last thread had answered. */
  readonly tookNs: Nanoseconds;
  /** The finding that it was made for; `null` when the user asked for it. */
  readonly finding: string | null;
  readonly threads: readonly CapturedThread[];
}

/** The variables of one frame, asked for while it still runs. Never recorded. */
export interface FrameVariables {
  readonly thread: ThreadKey;
  readonly frame: StackFrame;
  readonly scopes: readonly {
    /** `local`, `closure`, `block`… as the runtime calls it. */
    readonly kind: string;
    /** The value as the runtime would print it, cut to some two hundred characters. */
    readonly variables: readonly { readonly name: string; readonly value: string }[];
  }[];
}
