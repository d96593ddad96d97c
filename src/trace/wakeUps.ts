import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { Buffers } from './buffers.ts';
import { Column } from './columns.ts';
import { noPlace, type Places } from './places.ts';

/** How far back a wake-up is looked for: a thread that was woken is on a core sooner than that, or starved. */
const reachNs: Nanoseconds = 1e9;
const mostSteps = 5000;

export interface Waker {
  readonly thread: ThreadKey;
  /** When it called `notify`. */
  readonly timeNs: Nanoseconds;
  /** On which line. */
  readonly at: SourcePlace | null;
}

/** The calls of `Atomics.notify` that woke somebody, in the order in which they were read. */
export class WakeUps {
  private readonly threads = new Column(Uint32Array);
  private readonly buffers = new Column(Uint32Array);
  private readonly indexes = new Column(Float64Array);
  private readonly times = new Column(Float64Array);
  private readonly calledFrom = new Column(Int32Array);
  private latestNs = -Infinity;
  /** Threads are read one after the other, so that calls are not quite in the order of time: by so much. */
  private disorderNs = 0;

  constructor(
    private readonly identities: Buffers,
    private readonly places: Places,
  ) {}

  add(thread: ThreadKey, buffer: number, index: number, timeNs: Nanoseconds, place = noPlace): void {
    this.calledFrom.push(place);
    this.threads.push(thread);
    this.buffers.push(buffer);
    this.indexes.push(index);
    this.times.push(timeNs);
    if (timeNs < this.latestNs) this.disorderNs = Math.max(this.disorderNs, this.latestNs - timeNs);
    else this.latestNs = timeNs;
  }

  /**
   * Who woke the thread whose wait on that buffer and index ended at `endNs`; `null` when that is not known.
   * @param sinceNs where the end is heard of only when the thread has time for it (`waitAsync`): when the wait began
   */
  wakerOf(
    thread: ThreadKey,
    buffer: number,
    index: number,
    endNs: Nanoseconds,
    sinceNs = endNs - reachNs,
  ): Waker | null {
    const identity = this.identities.identity(thread, buffer);
    let nearest = -1;
    let nearestNs: Nanoseconds = -Infinity;
    let steps = 0;
    const first = this.times.countUpTo(endNs + this.disorderNs) - 1;
    for (let call = first; call >= 0 && steps < mostSteps; call--) {
      const timeNs = this.times.at(call);
      if (timeNs > endNs) continue;
      if (timeNs < Math.min(sinceNs, endNs - reachNs) - this.disorderNs) break;
      steps++;
      if (timeNs < sinceNs) continue;
      if (this.indexes.at(call) !== index || timeNs <= nearestNs) continue;
      if (this.identities.identity(this.threads.at(call), this.buffers.at(call)) !== identity) continue;
      nearest = call;
      nearestNs = timeNs;
    }
    if (nearest < 0) return null;
    const at = this.places.at(this.calledFrom.at(nearest));
    return { thread: this.threads.at(nearest), timeNs: nearestNs, at };
  }
}
