import type { PeerView, Spread, ThreadKey } from '../protocol/panel.ts';
import type { Messages } from './messages.ts';
import type { Pair } from './pairs.ts';
import { spreadOf } from './spread.ts';

/** Of more messages than this, that many are looked at, evenly: enough for a percentile that people read. */
const mostLookedAt = 20_000;

/** With whom a thread exchanged messages that were received, and how long those took; the busiest first. */
export function peersOf(messages: Messages, thread: ThreadKey): PeerView[] {
  const peers = new Map<ThreadKey, { sent: Pair | null; received: Pair | null }>();
  const peer = (key: ThreadKey) => {
    let ways = peers.get(key);
    if (ways === undefined) peers.set(key, (ways = { sent: null, received: null }));
    return ways;
  };
  for (const pair of messages.pairs.touching(thread)) {
    if (pair.from === thread) peer(pair.to).sent = pair;
    if (pair.to === thread) peer(pair.from).received = pair;
  }
  return [...peers]
    .map(([key, { sent, received }]) => ({
      peer: key,
      sent: sent?.length ?? 0,
      received: received?.length ?? 0,
      sentQueue: spread(sent, row => messages.receivedNsOf(row) - messages.sentNsOf(row)),
      sentHandler: spread(sent, row => messages.handledNsOf(row)),
      receivedQueue: spread(received, row => messages.receivedNsOf(row) - messages.sentNsOf(row)),
      receivedHandler: spread(received, row => messages.handledNsOf(row)),
    }))
    .sort((a, b) => b.sent + b.received - a.sent - a.received);
}

function spread(pair: Pair | null, durationOf: (row: number) => number): Spread | null {
  if (pair === null) return null;
  const step = Math.max(1, Math.ceil(pair.length / mostLookedAt));
  const durations: number[] = [];
  for (let index = 0; index < pair.length; index += step) {
    const duration = durationOf(pair.rowAt(index));
    if (!Number.isNaN(duration)) durations.push(duration);
  }
  return spreadOf(Float64Array.from(durations));
}
