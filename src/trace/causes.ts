import type { ThreadKey } from '../protocol/panel.ts';
import type { Buffers } from './buffers.ts';

interface AtomicsCause {
  readonly thread: ThreadKey;
  readonly buffer: number;
  readonly index: number;
  readonly timeoutMs: number;
}

/** Why spans are blocked. Kept as facts and put into words when shown, for by then more is known. */
export class Causes {
  private readonly causes: (AtomicsCause | string)[] = [];
  private readonly byKey = new Map<string, number>();

  constructor(private readonly buffers: Buffers) {}

  atomicsWait(thread: ThreadKey, buffer: number, index: number, timeoutMs: number): number {
    return this.put(`${thread} ${buffer} ${index} ${timeoutMs}`, { thread, buffer, index, timeoutMs });
  }

  /** A call into the operating system that the thread is stopped in. */
  systemCall(name: string): number {
    return this.put(name, `system call ${name}`);
  }

  text(cause: number): string | null {
    const found = this.causes[cause];
    if (found === undefined || typeof found === 'string') return found ?? null;
    const limit = Number.isFinite(found.timeoutMs) ? `, at most ${found.timeoutMs} ms` : '';
    return `Atomics.wait on shared buffer ${this.buffers.identity(found.thread, found.buffer)} [${found.index}]${limit}`;
  }

  private put(key: string, cause: AtomicsCause | string): number {
    let index = this.byKey.get(key);
    if (index === undefined) this.byKey.set(key, (index = this.causes.push(cause) - 1));
    return index;
  }
}
