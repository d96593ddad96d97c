import type { ThreadKey } from '../protocol/panel.ts';
import type { CapturedThread, StackFrame } from '../protocol/stacks.ts';

/**
 * Calls that the same threads stand in: as long as their stacks are the same, one node holds them, and where they
 * part it has several branches.
 */
export interface StackNode {
  /** The outermost call first. Empty only for a thread without any call. */
  readonly frames: readonly StackFrame[];
  /** Calls further out that were left out; only at a root. */
  readonly moreFrames: number;
  /** All threads that stand in these calls, in the order of the capture. */
  readonly threads: readonly ThreadKey[];
  /** Those of them whose innermost call is the last one here. */
  readonly ending: readonly ThreadKey[];
  /** Where their stacks part; the branch with the most threads first. */
  readonly branches: readonly StackNode[];
}

/** A node that still grows: one call, with all that was called in it. */
interface Call {
  readonly frame: StackFrame | null;
  readonly moreFrames: number;
  readonly threads: ThreadKey[];
  readonly ending: ThreadKey[];
  readonly called: Map<string, Call>;
}

/** Merges equal stacks from their outer ends inwards; threads whose frames could not be had are in none of them. */
export function stackTree(threads: readonly CapturedThread[]): readonly StackNode[] {
  const roots = new Map<string, Call>();
  for (const { thread, frames, moreFrames } of threads) {
    if (frames === null) continue;
    // What is left out is not known to be the same: only as many left out calls may be.
    let call = callIn(roots, `${moreFrames}`, null, moreFrames);
    call.threads.push(thread);
    for (const frame of [...frames].reverse()) {
      call = callIn(call.called, frameKey(frame), frame, 0);
      call.threads.push(thread);
    }
    call.ending.push(thread);
  }
  return sorted([...roots.values()].flatMap(rootsOf));
}

/** What a thread's calls were, the outermost first; `null` where it is not in the tree. */
export function stackIn(
  roots: readonly StackNode[],
  thread: ThreadKey,
): { readonly frames: readonly StackFrame[]; readonly moreFrames: number } | null {
  const root = roots.find(node => node.threads.includes(thread));
  if (!root) return null;
  const frames: StackFrame[] = [];
  for (let node: StackNode | undefined = root; node; node = node.branches.find(has))
    frames.push(...node.frames);
  return { frames, moreFrames: root.moreFrames };

  function has({ threads }: StackNode): boolean {
    return threads.includes(thread);
  }
}

/** Equal for calls of the same function that stand on the same place in it. */
export function frameKey({ name, place, generated, origin }: StackFrame): string {
  return JSON.stringify([name, placeParts(place), placeParts(generated), origin]);
}

function placeParts(place: StackFrame['place']) {
  return place && [place.file, place.line, place.column];
}

function callIn(calls: Map<string, Call>, key: string, frame: StackFrame | null, moreFrames: number): Call {
  const known = calls.get(key);
  if (known) return known;
  const call: Call = { frame, moreFrames, threads: [], ending: [], called: new Map() };
  calls.set(key, call);
  return call;
}

/** Below what holds all stacks of which as many calls are left out: each of its calls is a root. */
function rootsOf({ moreFrames, ending, called }: Call): readonly StackNode[] {
  const nodes = [...called.values()].map(call => nodeOf(call, moreFrames));
  if (ending.length === 0) return nodes;
  return [...nodes, { frames: [], moreFrames, threads: ending, ending, branches: [] }];
}

/** A call, and with it all further ones until somebody's stack ends or parts from the others'. */
function nodeOf(call: Call, moreFrames: number): StackNode {
  const frames: StackFrame[] = [];
  let last = call;
  for (;;) {
    if (last.frame) frames.push(last.frame);
    const [only, other] = last.called.values();
    if (!only || other || last.ending.length > 0) break;
    last = only;
  }
  const branches = sorted([...last.called.values()].map(one => nodeOf(one, 0)));
  return { frames, moreFrames, threads: call.threads, ending: last.ending, branches };
}

/** The sort is stable: what as many threads stand in stays in the order of the capture. */
function sorted(nodes: readonly StackNode[]): readonly StackNode[] {
  return [...nodes].sort((a, b) => b.threads.length - a.threads.length);
}
