import type { FindingSpan } from '../../protocol/findings.ts';
import type { ThreadRecord } from '../entities.ts';
import { firstUserPlace } from '../stackFrames.ts';
import type { Trace } from '../trace.ts';
import { placeOf, type Detector, type Found } from './finding.ts';

const megabyte = 1024 * 1024;
/** A process that was aborted with less of its heap in use than this did not die of that. */
const nearlyFull = 0.8;
const mostText = 160;

/** Looks at each thread that has ended until all is known of how it did, and keeps what it found. */
abstract class EndDetector implements Detector {
  abstract readonly kind: 'unhandled-error' | 'out-of-memory';
  private readonly open = new Set<ThreadRecord>();
  private known = 0;
  private found: readonly Found[] = [];

  look(trace: Trace): readonly Found[] {
    for (; this.known < trace.threads.length; this.known++)
      this.open.add(trace.threads[this.known] as ThreadRecord);
    for (const thread of this.open) {
      if (thread.endedNs === null) continue;
      const found = this.of(thread);
      if (found !== null) {
        this.found = [...this.found, found];
        this.open.delete(thread);
      } else if (thread.process.endedNs !== null) this.open.delete(thread);
    }
    return this.found;
  }

  protected abstract of(thread: ThreadRecord): Found | null;
}

/**
 * A thread that died of an error which nobody caught, and which nobody was told of who could do something about it: a
 * Worker whose error became its maker's, and a thread of Python, whose end nobody notices.
 */
export class UnhandledErrorDetector extends EndDetector {
  readonly kind = 'unhandled-error';

  protected of(thread: ThreadRecord): Found | null {
    const { uncaught, parent, outcome, isMain, died } = thread;
    if (uncaught === null || outcome !== 'failed' || isMain || died || isMemoryError(thread)) return null;
    const error = `${uncaught.name}: ${uncaught.message}`;
    if (thread.python !== null) return atEnd(thread, [thread], { form: 'thread', error: shortened(error) });
    const passedOn = parent?.uncaught;
    if (parent === null || passedOn?.name !== uncaught.name || passedOn.message !== uncaught.message)
      return null;
    return atEnd(thread, [thread, parent], { form: 'worker', error: shortened(error) });
  }
}

/** A Worker that reached its limit, a process that was aborted with its heap full, and a `MemoryError` of Python. */
export class OutOfMemoryDetector extends EndDetector {
  readonly kind = 'out-of-memory';

  protected of(thread: ThreadRecord): Found | null {
    const { vitals, constructed, uncaught, process } = thread;
    if (isMemoryError(thread) && thread.outcome === 'failed') return atEnd(thread, [thread], { limitMb: 0 });
    const limitBytes = vitals?.heapLimitBytes ?? NaN;
    const told = constructed?.resourceLimits?.['maxOldGenerationSizeMb'];
    const limitMb = told ?? (limitBytes > 0 ? Math.round(limitBytes / megabyte) : 0);
    if (thread.died && /memory/i.test(uncaught?.message ?? '')) return atEnd(thread, [thread], { limitMb });
    const wasAborted = process.signal === 'SIGABRT' || process.exitCode === 134;
    const isFull = (vitals?.heapUsedBytes ?? 0) > nearlyFull * limitBytes;
    return thread.isMain && wasAborted && isFull ? atEnd(thread, [thread], { limitMb }) : null;
  }
}

function isMemoryError({ python, uncaught }: ThreadRecord): boolean {
  return python !== null && uncaught?.name === 'MemoryError';
}

function atEnd(thread: ThreadRecord, threads: readonly ThreadRecord[], facts: Found['facts']): Found {
  const { key, createdAt, uncaught } = thread;
  const endedNs = thread.endedNs ?? 0;
  const failedAt = uncaught?.stack ? firstUserPlace(uncaught.stack) : null;
  return {
    key: `${key}`,
    sinceNs: endedNs,
    untilNs: endedNs,
    threads: threads.map(each => each.key),
    spans: lastSpan(thread),
    places: [...placeOf('fails', key, failedAt), ...placeOf('makes', key, createdAt)],
    facts,
  };
}

function lastSpan({ key, timeline: { spans }, endedNs }: ThreadRecord): FindingSpan[] {
  return spans.length === 0 || endedNs === null
    ? []
    : [{ thread: key, startNs: spans.lastStartNs, endNs: endedNs }];
}

function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > mostText ? `${line.slice(0, mostText - 1)}…` : line;
}
