import { recordKinds } from '../../protocol/wire.ts';
import { noThread } from '../../protocol/panel.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import { callThrough, hideFrames, listenInFront, passed, replaceMethod } from './disguise.ts';
import { apply, getPrototypeOf, then } from './intrinsics.ts';
import type { Ends } from './ends.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

type Post = (...args: never[]) => Promise<unknown>;

/**
 * Sees messages from any thread to any other: `postMessageToThread`, and the `workerMessage` event of `process`.
 * They travel over ports of the runtime's own, of which the probe keeps out.
 */
export class ThreadMessages {
  private readonly sent = new Map<number, number>();
  private readonly received = new Map<number, number>();

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
    private readonly ends: Ends,
  ) {}

  install(): void {
    const module = workerThreads as { postMessageToThread?: Post };
    const original = module.postMessageToThread;
    if (original === undefined) return;
    const begin = (): number => {
      this.ends.runtimeAtWork++;
      return passed.errors;
    };
    const end = (args: unknown[], begunNs: number, errors: number): void => {
      this.ends.runtimeAtWork--;
      // The runtime posts by a method that is ours, so that what cannot be cloned shows in an error passing there.
      if (passed.errors === errors && !failsAtOnce(args)) this.tellSent(args[0], begunNs);
    };
    replaceMethod(
      module,
      'postMessageToThread',
      () =>
        ({
          postMessageToThread(...args: unknown[]): unknown {
            const begunNs = now();
            const errors = begin();
            try {
              const sending = callThrough(original, undefined, args) as Promise<unknown>;
              return failsAtOnce(args) ? withoutOurFrames(sending) : sending;
            } finally {
              end(args, begunNs, errors);
            }
          },
        }).postMessageToThread,
    );
    Object.setPrototypeOf(module.postMessageToThread, getPrototypeOf(original) as object);
  }

  isListenedTo(): boolean {
    return eventsOfProcess()?.['workerMessage'] !== undefined;
  }

  /** The runtime is about to emit `workerMessage`. Who sent it is an argument, and so for a listener to hear. */
  arrives(timeNs: number): void {
    this.slices.touch(timeNs);
    if (!this.isListenedTo()) {
      this.stream.event(recordKinds.receivedFromThread, 1, noThread, timeNs, NaN);
      return;
    }
    listenInFront(process, 'workerMessage', (_value, source) => {
      const number = typeof source === 'number' ? next(this.received, source) : NaN;
      const id = Number.isNaN(number) ? noThread : (source as number);
      this.stream.event(recordKinds.receivedFromThread, 0, id, timeNs, number);
    });
  }

  private tellSent(threadId: unknown, begunNs: number): void {
    try {
      if (typeof threadId !== 'number' || !(threadId >= 0)) return;
      this.slices.touch(begunNs);
      const number = next(this.sent, threadId);
      this.stream.event(recordKinds.sentToThread, 0, threadId, begunNs, now() - begunNs, number);
    } catch {
      // The message is on its way; that it was not told is our loss.
    }
  }
}

/** @returns how often it was counted before */
function next(counts: Map<number, number>, thread: number): number {
  const number = counts.get(thread) ?? 0;
  counts.set(thread, number + 1);
  return number;
}

function eventsOfProcess(): Record<string, unknown> | undefined {
  return (process as { _events?: Record<string, unknown> })._events;
}

/** Whether the runtime will find fault with the arguments, in an error that is made while we are on the stack. */
function failsAtOnce([threadId, , transfer, given]: unknown[]): boolean {
  const timeout = typeof transfer === 'number' && given === undefined ? transfer : given;
  const isTimeout = timeout === undefined || (typeof timeout === 'number' && timeout >= 0);
  return threadId === workerThreads.threadId || !isTimeout;
}

/**
 * Only for a promise that is rejected already: to look at its error is to handle it, so that the program gets
 * another one, which is its own to handle.
 */
function withoutOurFrames(sending: Promise<unknown>): Promise<unknown> {
  return apply(then, sending, [
    undefined,
    (error: unknown): never => {
      hideFrames(error);
      throw error;
    },
  ]) as Promise<unknown>;
}
