import { subscribe } from 'diagnostics_channel';
import type { Worker } from 'worker_threads';
import { nodeOptionsLoading } from '../../protocol/nodeOptions.ts';
import { recordKinds } from '../../protocol/wire.ts';
import { workerThreads } from './builtins.ts';
import { now } from './clock.ts';
import {
  beforeLookup,
  callThrough,
  callerPlace,
  giveRoomBack,
  hideFrames,
  makeRoom,
  replaceMethod,
} from './disguise.ts';
import { describeError, textOf } from './errors.ts';
import { apply, construct } from './intrinsics.ts';
import type { Bequest } from './bequest.ts';
import type { Ends } from './ends.ts';
import { findCarried, peek, summarize, symbolNamed } from './shape.ts';
import { standInFor } from './standIn.ts';
import type { ThreadStream } from './stream.ts';
import { hearWorkerEnd } from './workerEnd.ts';

const { Worker: RuntimeWorker, SHARE_ENV } = workerThreads;
const { terminate } = RuntimeWorker.prototype;
const WeakReference = WeakRef;

interface Known {
  readonly threadId: number;
  /** Where the runtime keeps its hold on the thread. Looked for once: every event of a Worker asks. */
  readonly handle: symbol | null;
  exited: boolean;
}

/** Sees the Workers of this thread come and go, and sees to it that each of them loads the probe. */
export class Workers {
  private readonly known = new WeakMap<object, Known>();
  /** Those that have not been heard to end. */
  private readonly living = new Map<number, WeakRef<Worker>>();
  /** Where Workers have their methods from. */
  private prototype = RuntimeWorker.prototype;

  constructor(
    private readonly stream: ThreadStream,
    private readonly ends: Ends,
    /** `--require` of the probe stood on this thread's command line, so that its Workers inherit it. */
    private readonly inheritsProbe: boolean,
    private readonly bequest: Bequest,
  ) {}

  install(): void {
    this.bequest.set();
    this.watchConstructor();
    this.watchEnd();
    this.watchTerminate();
  }

  private watchConstructor(): void {
    const begin = (args: unknown[]): unknown[] => this.begin(args);
    const end = (mended: boolean): void => this.end(mended);
    const created = (worker: object, args: unknown[], begunNs: number): void =>
      this.created(worker, args, begunNs);
    // All in one function: each function more would be a frame more in what the runtime's own hooks see.
    const standIn = standInFor('Worker', RuntimeWorker, (args, newTarget) => {
      const begunNs = now();
      const mended = begin(args);
      const limit = makeRoom();
      let worker: object;
      try {
        worker = construct(RuntimeWorker, mended, newTarget) as object;
      } catch (error) {
        hideFrames(error);
        throw error;
      } finally {
        giveRoomBack(limit);
        end(mended !== args);
      }
      created(worker, args, begunNs);
      return worker;
    });
    (workerThreads as { Worker: typeof RuntimeWorker }).Worker = standIn;
    this.prototype = standIn.prototype;
    // Workers that are not made by this class (the global one of newer Nodes) pass by here.
    subscribe('worker_threads', message => {
      const worker = peek(message, 'worker');
      if (
        this.ends.runtimeAtWork > 0 ||
        typeof worker !== 'object' ||
        worker === null ||
        isRuntimesOwn(worker)
      )
        return;
      this.created(worker, [], now());
    });
  }

  /** @returns the arguments to construct with: the given ones, or mended ones. */
  private begin(args: unknown[]): unknown[] {
    this.ends.runtimeAtWork++;
    return this.mend(args);
  }

  private end(mended: boolean): void {
    this.ends.runtimeAtWork--;
    try {
      if (mended) this.bequest.set();
    } catch {
      // The next Worker then sets it.
    }
  }

  /**
   * By default a Worker inherits what loads the probe. With an environment of its own it loses NODE_OPTIONS,
   * with arguments of its own it loses ours: then the one that still works is mended, in a copy.
   */
  private mend(args: unknown[]): unknown[] {
    try {
      this.bequest.prepare();
      const options = args[1];
      const env = peek(options, 'env');
      const execArgv = peek(options, 'execArgv');
      if (Array.isArray(execArgv)) {
        return withOption(args, 'execArgv', ['--require', __filename, ...(execArgv as unknown[])]);
      }
      if (typeof env === 'object' && env !== null && !this.inheritsProbe) {
        const own = peek(env, 'NODE_OPTIONS');
        const nodeOptions = typeof own === 'string' ? own : null;
        this.bequest.set(nodeOptions);
        return withOption(args, 'env', {
          ...env,
          NODE_OPTIONS: nodeOptionsLoading(__filename, nodeOptions),
        });
      }
    } catch {
      // The Worker then runs without the probe, as its parent asked for.
    }
    return args;
  }

  private created(worker: object, args: unknown[], begunNs: number): void {
    try {
      const threadId = threadIdOf(worker);
      if (threadId === null) return;
      this.known.set(worker, { threadId, handle: symbolNamed(worker, 'kHandle'), exited: false });
      this.living.set(threadId, new WeakReference(worker as Worker));
      this.onCreated();
      const options = args[1];
      const carried = findCarried(peek(options, 'workerData'));
      const name = peek(options, 'name');
      this.stream.lifecycle(recordKinds.workerCreated, 0, threadId, begunNs, {
        name: typeof name === 'string' && name !== '' ? name : null,
        at: callerPlace(),
        constructed: summarize(args[0], options, SHARE_ENV),
        end: this.openEnds(worker, threadId),
        ends: carried.ports.flatMap(([path, port]) => {
          const end = this.ends.moveWithWorker(port);
          return end === null ? [] : [[path, end]];
        }),
        buffers: carried.buffers.map(([path, buffer]) => [path, this.bufferId(buffer)]),
      });
    } catch {
      // Then this Worker is told of by itself alone.
    }
  }

  /** Set by whoever numbers shared buffers. */
  bufferId: (buffer: SharedArrayBuffer) => number = () => 0;
  /** Set by whoever wants to know of Workers. */
  onCreated: () => void = () => undefined;

  /** Whether this thread has Workers that it could terminate. */
  get hasLiving(): boolean {
    return this.living.size > 0;
  }

  /** The user wants that Worker ended: as the program would do it, and told apart from that. */
  terminate(threadId: number): void {
    const worker = this.living.get(threadId)?.deref();
    if (worker === undefined) return;
    this.stream.lifecycle(recordKinds.terminateCalled, 1, threadId, now(), null);
    void apply(terminate, worker, []);
  }

  private openEnds(worker: object, threadId: number): number | null {
    const control = valueUnder(worker, 'kPort');
    if (typeof control === 'object' && control !== null) {
      this.ends.markInternal(control, () =>
        this.stream.lifecycle(recordKinds.workerOnline, 0, threadId, now(), null),
      );
    }
    const own = valueUnder(worker, 'kPublicPort');
    return typeof own === 'object' && own !== null ? this.ends.adopt(own, worker) : null;
  }

  /** The runtime lets go of its handle before it emits what has to do with the end. */
  private watchEnd(): void {
    beforeLookup(this.prototype, 'emit', false, worker => {
      const known = this.known.get(worker);
      if (known === undefined || known.exited || !hasLetGo(worker, known)) return undefined;
      const { threadId } = known;
      const failed = (error: unknown): void => {
        try {
          const { name, ...text } = describeError(error, null);
          const code = typeof error === 'object' && error !== null ? textOf(error, 'code') : null;
          this.stream.lifecycle(recordKinds.workerFailed, 0, threadId, now(), {
            name: code === null ? name : `${name} [${code}]`,
            ...text,
          });
        } catch {
          // Its end is told all the same.
        }
      };
      const exited = (code: unknown): void => {
        known.exited = true;
        this.living.delete(threadId);
        const exitCode = typeof code === 'number' ? code : NaN;
        this.stream.lifecycle(recordKinds.workerExited, 0, threadId, now(), null, exitCode);
      };
      hearWorkerEnd(worker, failed, exited);
      return undefined;
    });
  }

  private watchTerminate(): void {
    const tell = (worker: object): void => {
      try {
        const known = this.known.get(worker);
        if (known === undefined || known.exited) return;
        this.stream.lifecycle(recordKinds.terminateCalled, 0, known.threadId, now(), { at: callerPlace() });
      } catch {
        // It ends all the same.
      }
    };
    replaceMethod(
      this.prototype,
      'terminate',
      original =>
        ({
          terminate(this: object, ...args: unknown[]): unknown {
            tell(this);
            return callThrough(original, this, args);
          },
        }).terminate,
    );
  }
}

/** The thread that runs module loader hooks is a Worker too, and none of the program's. */
function isRuntimesOwn(worker: object): boolean {
  return peek(peek(Object.getPrototypeOf(worker), 'constructor'), 'name') === 'InternalWorker';
}

const threadIdGetter = Object.getOwnPropertyDescriptor(RuntimeWorker.prototype, 'threadId')?.get;

/** The runtime's own word: a subclass may have another idea of its `threadId`. */
function threadIdOf(worker: object): number | null {
  const threadId: unknown =
    threadIdGetter === undefined ? peek(worker, 'threadId') : Reflect.apply(threadIdGetter, worker, []);
  return typeof threadId === 'number' && threadId >= 0 ? threadId : null;
}

function withOption(args: unknown[], name: string, value: unknown): unknown[] {
  const options = args[1] as object;
  // The user's own object stays as it is, and what it inherits or computes stays reachable.
  const mended = Object.create(options, {
    [name]: { value, enumerable: true, configurable: true, writable: true },
  }) as object;
  return [args[0], mended, ...args.slice(2)];
}

function hasLetGo(worker: object, { handle }: Known): boolean {
  return handle !== null && (worker as Record<symbol, unknown>)[handle] === null;
}

function valueUnder(object: object, description: string): unknown {
  const symbol = symbolNamed(object, description);
  return symbol === null ? undefined : (object as Record<symbol, unknown>)[symbol];
}
