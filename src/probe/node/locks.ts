import { subscribe } from 'diagnostics_channel';
import type { LockText } from '../../protocol/texts.ts';
import { recordKinds } from '../../protocol/wire.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import { beforeLookup, callerPlace, callersOf } from './disguise.ts';
import { peek } from './shape.ts';
import type { Slices } from './slices.ts';
import type { ThreadStream } from './stream.ts';

interface Request {
  readonly id: number;
  /** Aborts the request while it is queued. */
  readonly signal: object | null;
}

/** Of one name and mode, what has not ended: in the order of asking, of granting, and of missing. */
interface Requests {
  readonly queued: Request[];
  readonly held: Request[];
  readonly missed: Request[];
}

const abortedGetter = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get;

/**
 * Sees `navigator.locks`, where there is such a thing: the runtime publishes what happens on diagnostics channels,
 * by the lock's name and mode. Which request of this thread it happens to follows from the order: locks of a name
 * are granted in the order of asking, and shared ones cannot be told apart by anybody.
 */
export class LocksWatch {
  private readonly requests = new Map<string, Requests>();
  private lastRequest = 0;
  /** The signal of the request that begins. */
  private signal: object | null = null;

  constructor(
    private readonly stream: ThreadStream,
    private readonly slices: Slices,
  ) {}

  install(): void {
    if (!('locks' in workerThreads)) return;
    this.on('start', (requests, text) => {
      const request = { id: ++this.lastRequest, signal: this.signal };
      this.signal = null;
      requests.queued.push(request);
      const asked: LockText = { ...text, at: callerPlace() };
      this.stream.lifecycle(recordKinds.lockRequested, 0, request.id, now(), asked);
    });
    this.on('grant', requests => {
      const request = takeGranted(requests.queued);
      if (request === undefined) return;
      requests.held.push(request);
      this.stream.event(recordKinds.lockGranted, 0, request.id, now());
    });
    // Only a request that does not wait misses, and so it is the one that just began.
    this.on('miss', requests => {
      const request = requests.queued.pop();
      if (request === undefined) return;
      requests.missed.push(request);
      this.stream.event(recordKinds.lockMissed, 0, request.id, now());
    });
    this.on('end', (requests, _text, message) => {
      const request = takeEnded(requests, peek(message, 'ifAvailable') === true);
      if (request === undefined) return;
      const failed = peek(message, 'error') === undefined ? 0 : 1;
      this.stream.event(recordKinds.lockEnded, failed, request.id, now());
    });
    // The runtime asks the signal, if there is one, just before it publishes the start.
    beforeLookup(AbortSignal.prototype, 'throwIfAborted', false, signal => {
      if (isLockRequest(callersOf(1)?.[0])) this.signal = signal;
      return undefined;
    });
  }

  private on(
    event: 'start' | 'grant' | 'miss' | 'end',
    listener: (requests: Requests, text: Omit<LockText, 'at'>, message: unknown) => void,
  ): void {
    subscribe(`locks.request.${event}`, message => {
      try {
        const name = peek(message, 'name');
        if (typeof name !== 'string') return;
        const mode = peek(message, 'mode') === 'shared' ? 'shared' : 'exclusive';
        this.slices.touch(now());
        const key = `${mode} ${name}`;
        let requests = this.requests.get(key);
        if (requests === undefined) this.requests.set(key, (requests = { queued: [], held: [], missed: [] }));
        listener(requests, { name, mode }, message);
        if (isOver(requests)) this.requests.delete(key);
      } catch {
        // The lock works all the same.
      }
    });
  }
}

function isOver({ queued, held, missed }: Requests): boolean {
  return queued.length + held.length + missed.length === 0;
}

/**
 * The first in the queue, but for those that were aborted, which the runtime passes over; and a request that
 * steals is granted before it is even in the queue, which shows in that it is still being made.
 */
function takeGranted(queued: Request[]): Request | undefined {
  if (queued.length > 1 && callersOf(6)?.some(isLockRequest) === true) return queued.pop();
  const place = queued.findIndex(request => !isAborted(request));
  return queued.splice(Math.max(0, place), 1)[0];
}

/** What was granted first, unless an earlier request was aborted, whose end comes when it would have had its turn. */
function takeEnded({ queued, held, missed }: Requests, ifAvailable: boolean): Request | undefined {
  if (ifAvailable && missed.length > 0) return missed.shift();
  const aborted = queued.findIndex(isAborted);
  const first = held[0];
  const isAbortedOne = aborted >= 0 && (first === undefined || (queued[aborted] as Request).id < first.id);
  return isAbortedOne || first === undefined ? queued.splice(Math.max(0, aborted), 1)[0] : held.shift();
}

function isAborted({ signal }: Request): boolean {
  return signal !== null && abortedGetter !== undefined && Reflect.apply(abortedGetter, signal, []) === true;
}

function isLockRequest(site: NodeJS.CallSite | undefined): boolean {
  return site?.getFileName() === 'node:internal/locks' && site.getFunctionName() === 'request';
}
