import type { KernelView, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { OsSample } from './inputs.ts';

/**
 * Inputs as entries of a journal: a byte for what it is, and what it says. Never renumbered, only added to; a
 * change of meaning raises the version of the file.
 */
export const entryKinds = {
  rootStarted: 1,
  rootEnded: 2,
  streamFound: 3,
  streamRead: 4,
  strangersFound: 5,
  streamEnded: 6,
  conclusionsTaken: 7,
  conclusionsDrawn: 8,
  roundEnded: 9,
  processEnded: 10,
  concluded: 11,
  runtimeThreadFound: 12,
  sampled: 13,
  stoodStill: 14,
  osFactsRead: 15,
  threadGone: 16,
  problemsTold: 17,
  costMeasured: 18,
  threadNamed: 19,
  bufferNumbered: 20,
  /** Not an input: what time it was. Numbers of times are written by how far they are from the one before. */
  time: 21,
  tokenGiven: 22,
  debuggerSaid: 23,
  lookedForFindings: 24,
  captured: 25,
} as const;

/** A block of entries holds at most so many bytes; one longer than this is not believed. */
export const blockBytes = 512 * 1024;
/** A capture may be longer than a block: it is written in parts of so many characters. */
export const capturePart = 64 * 1024;
/** A longer one is not believed. */
export const longestCapture = 64 * 1024 * 1024;
/** By their places here these words are written. */
export const ats: readonly OsSample['at'][] = ['runnable', 'off', 'polling', 'sleeping'];
export const kernelStates: readonly KernelView['state'][] = ['on a core', 'ready', 'stopped'];

/** What was written of a thread last, for the next is not far from that. */
interface Last {
  runNs: number;
  readyNs: number;
  seenNs: Nanoseconds;
}

/** What both sides of a journal remember from entry to entry. */
export class EntryMemory {
  timeNs: Nanoseconds = 0;
  private readonly threads: (Last | undefined)[] = [];

  of(thread: ThreadKey): Last {
    return (this.threads[thread] ??= { runNs: 0, readyNs: 0, seenNs: this.timeNs });
  }
}
