import type { HelloText } from '../../src/protocol/texts.ts';
import {
  fieldCounts,
  mostFields,
  recordKinds,
  wireVersion,
  type RecordKindName,
} from '../../src/protocol/wire.ts';
import { StreamReader } from '../../src/trace/streamReader.ts';
import type { Trace } from '../../src/trace/trace.ts';

export const token = '0123456789abcdef0123456789abcdef';
export const milliseconds = 1e6;

/** One line of what a thread tells. Times are milliseconds. */
export interface Told {
  readonly at: number;
  readonly kind: RecordKindName;
  readonly id?: number;
  readonly fields?: readonly number[];
  readonly text?: object;
  readonly detail?: number;
}

export function hello(threadId: number, atMs: number, more: Partial<HelloText> = {}): Told {
  const text: HelloText = {
    version: wireVersion,
    token,
    runtime: 'node',
    runtimeVersion: '24.0.0',
    pid: 100,
    parentPid: 1,
    ancestorPid: 0,
    threadId,
    isMainThread: threadId === 0,
    osThreadId: 100 + threadId,
    bootNs: atMs * milliseconds,
    monotonicNs: atMs * milliseconds,
    wallMs: 0,
    name: null,
    file: threadId === 0 ? '/work/program.mjs' : null,
    cwd: '/work',
    ...more,
  };
  return { at: atMs, kind: 'hello', text };
}

/** One thread's story, told line by line. */
export class Teller {
  readonly reader: StreamReader;

  constructor(
    trace: Trace,
    readonly threadId: number,
    pid = 100,
  ) {
    this.reader = new StreamReader(trace, token, pid, threadId);
  }

  tell(...lines: readonly Told[]): this {
    for (const { at, kind, detail = 0, id = 0, fields = [], text } of lines) {
      const columns = new Float64Array(Math.max(mostFields, fieldCounts[recordKinds[kind]] ?? 0));
      columns.set(fields);
      this.reader.record(
        recordKinds[kind],
        detail,
        id,
        at * milliseconds,
        columns,
        text === undefined ? null : JSON.stringify(text),
      );
    }
    return this;
  }
}

/** A thread's spans as a line that can be read: `starting 0–10 told | running 10–12 told`. */
export function spansOf(trace: Trace, thread: number, nowMs: number): string {
  const spans = trace.threads[thread]?.timeline.spans;
  if (spans === undefined) return 'no such thread';
  const words = ['created', 'starting', 'running', 'ready', 'waiting', 'blocked', 'sleeping'];
  return Array.from({ length: spans.length }, (_, index) => {
    const from = spans.startAt(index) / milliseconds;
    const to = spans.endAt(index, nowMs * milliseconds) / milliseconds;
    const why = trace.causes.text(spans.causeAt(index), spans.endAt(index, nowMs * milliseconds));
    return `${words[spans.stateAt(index)] ?? '?'} ${from}–${to} ${['told', 'sampled', 'inferred'][spans.knownAt(index)] ?? '?'}${why === null ? '' : ` (${why})`}`;
  }).join(' | ');
}
