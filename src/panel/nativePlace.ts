import type { ThreadView } from '../protocol/panel.ts';
import type { NativePlace } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { CapturedStack } from './capturedStacks.ts';

/** Where a thread is in the machine, as it is shown. */
export interface ShownNative extends Pick<
  NativePlace,
  'state' | 'call' | 'callArguments' | 'stackPointer' | 'programCounter'
> {
  /** The file of the program counter and how far into it; `null` where that is not known. */
  readonly module: string | null;
  /** When that was; `null`: now. */
  readonly atNs: Nanoseconds | null;
}

/**
 * What the kernel says now, as long as the thread lives; then what it said when the stack was captured. Which file an
 * address is in is known of a capture alone, and holds for as long as the address is the same.
 */
export function nativePlaceOf(thread: ThreadView, stack: CapturedStack | null): ShownNative | null {
  const captured = stack?.captured.native ?? null;
  const { kernel, endedNs } = thread;
  if (kernel !== null && endedNs === null) {
    const isSame = kernel.programCounter !== null && kernel.programCounter === captured?.programCounter;
    const { state, call, callArguments, stackPointer, programCounter } = kernel;
    const module = isSame ? moduleOf(captured) : null;
    return { state, call, callArguments, stackPointer, programCounter, module, atNs: null };
  }
  if (captured === null || stack === null) return null;
  return { ...captured, module: moduleOf(captured), atNs: stack.atNs };
}

function moduleOf({ module, moduleOffset }: NativePlace): string | null {
  return module === null || moduleOffset === null ? module : `${module}+${moduleOffset}`;
}
