import type { ThreadKey } from '../../protocol/panel.ts';
import type { Nanoseconds } from '../../protocol/words.ts';
import type { Pair } from '../pairs.ts';
import type { Trace } from '../trace.ts';
import type { Look } from './finding.ts';

/** A message that waited, which nobody has looked into yet. */
export interface SlowMessage {
  readonly from: ThreadKey;
  readonly to: ThreadKey;
  readonly sentNs: Nanoseconds;
  readonly receivedNs: Nanoseconds;
}

/** A message that waited less is no news: so long one callback may take that nobody notices. */
export const slowNs: Nanoseconds = 50e6;
/** Spans of the time before a message was received stand when what came after it has been read. */
const settledNs: Nanoseconds = 300e6;
/** Between two looks: what waited longest for each thread tells most. */
const mostPerThread = 8;
const mostPending = 200;

/**
 * Goes through the messages as they are received, each once, and picks out those that waited long. Shared by the
 * detectors that ask: all that ask in one look get the same.
 */
export class SlowMessages {
  private readonly seen = new Map<Pair, number>();
  private pending: SlowMessage[] = [];
  private look: Look | null = null;
  private ready: readonly SlowMessage[] = [];

  /** Those whose receiver's spans stand by now, the earliest first. */
  in(trace: Trace, look: Look): readonly SlowMessage[] {
    if (look !== this.look) this.ready = this.take(trace, look);
    this.look = look;
    return this.ready;
  }

  private take({ messages }: Trace, { nowNs, isLast }: Look): readonly SlowMessage[] {
    for (const pair of messages.pairs) {
      const first = this.seen.get(pair) ?? 0;
      if (first === pair.length) continue;
      this.seen.set(pair, pair.length);
      const slow: SlowMessage[] = [];
      for (let index = first; index < pair.length; index++) {
        const row = pair.rowAt(index);
        const sentNs = messages.sentNsOf(row);
        const receivedNs = messages.receivedNsOf(row);
        if (receivedNs - sentNs >= slowNs) slow.push({ from: pair.from, to: pair.to, sentNs, receivedNs });
      }
      if (slow.length > 0) this.pending.push(...spread(slow));
    }
    this.pending = this.pending.slice(-mostPending);
    const ready = this.pending.filter(({ receivedNs }) => isLast || nowNs - receivedNs > settledNs);
    if (ready.length > 0) this.pending = this.pending.filter(each => !ready.includes(each));
    return ready.sort((a, b) => a.receivedNs - b.receivedNs);
  }
}

/** Evenly out of those in order, for neighbours waited for the same. */
function spread(slow: readonly SlowMessage[]): SlowMessage[] {
  const step = Math.max(1, slow.length / mostPerThread);
  return Array.from(
    { length: Math.min(slow.length, mostPerThread) },
    (_, index) => slow[Math.floor(index * step)] as SlowMessage,
  );
}
