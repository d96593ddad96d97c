import { recordKinds } from '../../protocol/wire.ts';
import type { EndOpenedText } from '../../protocol/texts.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import { symbolNamed } from './shape.ts';
import type { ThreadStream } from './stream.ts';

const { MessagePort } = workerThreads;

/** This thread's hold on a channel: numbered in this thread from 1, counting what passed through. */
export interface End {
  readonly id: number;
  sent: number;
  received: number;
  /** A delivery looks the handler up twice; this is true between the two. */
  delivering: boolean;
  /** The listeners for what arrives, by event: those of the port itself, or of the Worker that passes its messages on. */
  readonly listeners: ReadonlyMap<string, unknown> | EmitterListeners;
}

/** Where an event emitter keeps its listeners. */
interface EmitterListeners {
  readonly _events?: Readonly<Record<string, unknown>>;
}

/**
 * The ends that this thread holds, by their ports.
 *
 * The runtime's own ports (a Worker's control channel, its stdio) use the same methods. They are told
 * apart by how they were met, and kept out.
 */
export class Ends {
  private readonly ends = new WeakMap<object, End>();
  private readonly internal = new WeakSet();
  private readonly onFirstDelivery = new WeakMap<object, () => void>();
  private lastId = 0;
  /** What was asked for last, mostly asked for again; forgotten at the end of a slice, so that it can be collected. */
  private lastPort: object | null = null;
  private lastEnd: End | undefined = undefined;
  /** Depth of runtime code that posts on ports of its own which nobody has named yet. */
  runtimeAtWork = 0;
  /** In a Worker: told when the runtime says "up and running" to the parent, that is, before user code. */
  private onUpAndRunning: (() => void) | null = null;

  constructor(private readonly stream: ThreadStream) {}

  whenUpAndRunning(listener: () => void): void {
    this.onUpAndRunning = listener;
  }

  of(port: object): End | undefined {
    if (port === this.lastPort) return this.lastEnd;
    try {
      const end = this.ends.get(port);
      if (end !== undefined) {
        this.lastPort = port;
        this.lastEnd = end;
      }
      return end;
    } catch {
      // A program that takes WeakMap apart.
      return undefined;
    }
  }

  forgetLast(): void {
    this.lastPort = null;
    this.lastEnd = undefined;
  }

  /** Gives a port an end without telling: somebody else tells of it. */
  adopt(port: object, listened: object = port): number {
    const end: End = {
      id: ++this.lastId,
      sent: 0,
      received: 0,
      delivering: false,
      listeners: listenersOf(listened),
    };
    this.ends.set(port, end);
    return end.id;
  }

  open(port: object, text: EndOpenedText): number {
    const id = this.adopt(port);
    this.stream.lifecycle(recordKinds.endOpened, 0, id, now(), text);
    return id;
  }

  openChannel(port1: object, port2: object): void {
    const id = this.adopt(port1);
    this.stream.event(recordKinds.channelOpened, 0, id, now(), this.adopt(port2));
  }

  markInternal(port: object, onFirstDelivery: () => void): void {
    this.internal.add(port);
    this.onFirstDelivery.set(port, onFirstDelivery);
  }

  /** A port that has no end is about to be delivered to. */
  strangerDelivered(port: object): void {
    const first = this.onFirstDelivery.get(port);
    if (first === undefined) return;
    this.onFirstDelivery.delete(port);
    first();
  }

  /** A port leaves in a new Worker's `workerData`. */
  moveWithWorker(port: object): number | null {
    const end = this.ends.get(port);
    if (end === undefined) return null;
    this.stream.event(recordKinds.endMoved, 0, end.id, now(), 0, 0, 0, end.sent, end.received);
    return end.id;
  }

  /** A port that posts and has no end yet: one of the runtime's own, or one whose way here was not seen. */
  meet(port: object): End | undefined {
    try {
      if (this.internal.has(port)) return undefined;
      if (this.onUpAndRunning !== null) {
        const listener = this.onUpAndRunning;
        this.onUpAndRunning = null;
        this.internal.add(port);
        listener();
        return undefined;
      }
      if (this.runtimeAtWork > 0) return undefined;
      if (postedByRuntime()) {
        this.internal.add(port);
        return undefined;
      }
      if (port instanceof MessagePort) this.open(port, { kind: 'unknown' });
      return this.ends.get(port);
    } catch {
      return undefined;
    }
  }
}

/** Looked at before every delivery, and so not asked for by `listenerCount`, which takes five times as long. */
function listenersOf(target: object): End['listeners'] {
  const symbol = symbolNamed(target, 'kEvents');
  const events = symbol === null ? undefined : (target as Record<symbol, unknown>)[symbol];
  // Not `instanceof Map`: the runtime's own maps have another prototype.
  return typeof (events as { has?: unknown } | undefined)?.has === 'function'
    ? (events as ReadonlyMap<string, unknown>)
    : target;
}

export function hasListener({ listeners }: End, event: string): boolean {
  if ('has' in listeners) return listeners.has(event);
  return listeners._events?.[event] !== undefined;
}

/** Whether the code that called `postMessage` is the runtime's. Asked once per port that nobody knows. */
function postedByRuntime(): boolean {
  const stack = new Error().stack;
  if (typeof stack !== 'string') return true;
  const caller = stack
    .split('\n')
    .slice(1)
    .find(line => !line.includes(__filename));
  return caller === undefined || /\(?(node:|internal\/)/.test(caller);
}
