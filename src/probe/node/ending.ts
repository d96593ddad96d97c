import { types } from 'util';
import type { UncaughtText } from '../../protocol/texts.ts';
import { recordKinds } from '../../protocol/wire.ts';
import { idleTime, now } from './clock.ts';
import { beforeLookup, callThrough, callerPlace, listenQuietly, replaceMethod } from './disguise.ts';
import { apply, getPrototypeOf } from './intrinsics.ts';
import type { ThreadStream } from './stream.ts';

type Emit = (event: unknown, ...args: unknown[]) => boolean;

/** Sees how this thread ends: `process.exit`, an uncaught error, the exit event. */
export class Ending {
  private errorInFlight = false;
  private exiting = false;

  constructor(
    private readonly stream: ThreadStream,
    private readonly tellVitals: () => void,
  ) {}

  install(): void {
    this.watchExitCalls();
    // The runtime looks this up when an error reached the top, and emits the error next.
    beforeLookup(process as { _fatalException?: unknown }, '_fatalException', true, () => {
      this.errorInFlight = true;
      return undefined;
    });
    beforeLookup(process, 'emit', false, () => this.emitLookedUp());
  }

  private watchExitCalls(): void {
    const tell = (code: unknown): void => {
      try {
        if (this.exiting) return;
        const number = typeof code === 'number' && Number.isInteger(code) ? code : null;
        this.stream.lifecycle(recordKinds.exitCalled, 0, 0, now(), { at: callerPlace(), code: number });
      } catch {
        // It exits all the same.
      }
    };
    replaceMethod(
      process,
      'exit',
      original =>
        function exit(this: unknown, ...args: unknown[]): unknown {
          tell(args[0]);
          return callThrough(original, this, args);
        },
    );
  }

  private emitLookedUp(): Emit | undefined {
    if (this.errorInFlight) {
      this.errorInFlight = false;
      return this.monitorOnce();
    }
    if (!this.exiting && (process as NodeJS.Process & { _exiting?: boolean })._exiting === true) {
      this.exiting = true;
      this.stream.writeThrough = true;
      this.stream.flush();
      this.tellExitLast();
    }
    return undefined;
  }

  /** Stands in for `emit` during the one call that carries the error, which is not yet anybody's to handle. */
  private monitorOnce(): Emit {
    const original = (getPrototypeOf(process) as { emit: Emit }).emit;
    const tell = (error: unknown, origin: unknown): void => {
      try {
        this.stream.lifecycle(recordKinds.uncaught, 0, 0, now(), describe(error, origin));
      } catch {
        // An error that cannot even be described.
      }
    };
    return function (this: unknown, event: unknown, ...args: unknown[]): boolean {
      if (event === 'uncaughtExceptionMonitor') tell(args[0], args[1]);
      return apply(original, this, [event, ...args]);
    };
  }

  /**
   * Exit listeners may still change the code, so the code is read after the last of them: by a listener that
   * is added now, where that cannot be noticed. (Elsewhere the OS or the parent knows the code better.)
   */
  private tellExitLast(): void {
    const tell = (): void => {
      const code = Number(process.exitCode ?? 0);
      this.tellVitals();
      this.stream.lifecycle(
        recordKinds.exit,
        0,
        (Number.isInteger(code) ? code : 1) >>> 0,
        now(),
        null,
        idleTime(),
      );
    };
    if (!listenQuietly(process, 'exit', tell)) tell();
  }
}

function describe(error: unknown, origin: unknown): UncaughtText {
  const where = origin === 'unhandledRejection' ? 'unhandledRejection' : 'uncaughtException';
  if (typeof error !== 'object' || error === null) {
    // Something thrown that is no error: its type only, for its value may be anything.
    const type = error === null ? 'null' : typeof error;
    return { name: type, message: `a thrown ${type}`, stack: null, origin: where };
  }
  return {
    name: textOf(error, 'name') ?? 'object',
    message: textOf(error, 'message') ?? '',
    stack: textOf(error, 'stack'),
    origin: where,
  };
}

/** Errors from elsewhere (another realm, a Worker) are told by what they have, not by what they are. */
function textOf(error: object, name: 'name' | 'message' | 'stack'): string | null {
  try {
    const value: unknown = types.isProxy(error) ? undefined : (error as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
