import { recordKinds } from '../../protocol/wire.ts';
import { idleTime, now } from './clock.ts';
import {
  beforeLookup,
  callThrough,
  callerPlace,
  callersOf,
  isForeign,
  listenInFront,
  listenQuietly,
  replaceMethod,
} from './disguise.ts';
import type { Captures } from './captures.ts';
import { describeError } from './errors.ts';
import { apply, defineProperty, getPrototypeOf } from './intrinsics.ts';
import type { ThreadStream } from './stream.ts';
import type { ThreadMessages } from './threadMessages.ts';

/** Looking who emits costs 4 to 7 µs, so of a program that emits at a high rate not every event is looked at. */
const mostLooks = 4;
const looksStretchNs = 1e6;

type Emit = (event: unknown, ...args: unknown[]) => boolean;

/** What looked a property up is not the runtime. */
function isReadByProgram(): boolean {
  const file = callersOf(1)?.[0]?.getFileName();
  return typeof file === 'string' && !isForeign(file);
}

/** Sees how this thread ends: `process.exit`, an uncaught error, an empty event loop, the exit event. */
export class Ending {
  private errorInFlight = false;
  private exiting = false;
  private looks = 0;
  private looksSinceNs = 0;

  constructor(
    private readonly stream: ThreadStream,
    private readonly tellVitals: () => void,
    private readonly threadMessages: ThreadMessages,
    private readonly captures: Captures,
  ) {}

  install(): void {
    this.watchExitCalls();
    this.watchFatalErrors();
    beforeLookup(process, 'emit', false, () => this.emitLookedUp());
  }

  /** Ready for the next error. Called when the program has had its turn. */
  rearm: () => void = () => undefined;

  /**
   * The runtime looks `_fatalException` up when an error reached the top, and emits the error next. In stack
   * traces V8 calls a function what it finds it under, as a value, a getter or a setter: so while an error is
   * handled the handler itself is the setter, and stands there under its name.
   */
  private watchFatalErrors(): void {
    const name = '_fatalException';
    let handler: unknown = (process as { _fatalException?: unknown })._fatalException;
    if (typeof handler !== 'function') return;
    let isArmed = false;
    const lookedUp = (): unknown => {
      try {
        // A program that reads it may write it next (async-hook-domain does): its own is no error, and must not get there.
        if (isReadByProgram()) {
          this.rearm();
          return handler;
        }
        this.errorInFlight = true;
        isArmed = false;
        if (typeof handler === 'function') define(handler as (value: unknown) => void);
      } catch {
        // The error is handled all the same.
      }
      return handler;
    };
    const define = (setter: ((value: unknown) => void) | null): void => {
      defineProperty(process, name, {
        configurable: true,
        enumerable: true,
        get: () => lookedUp(),
        set:
          setter ??
          (value => {
            handler = value;
          }),
      });
    };
    this.rearm = () => {
      if (isArmed) return;
      isArmed = true;
      define(null);
    };
    this.rearm();
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
    if (this.captures.isDue) return this.captures.emit;
    if (this.errorInFlight) {
      this.errorInFlight = false;
      return this.monitorOnce();
    }
    if (!this.exiting && (process as NodeJS.Process & { _exiting?: boolean })._exiting === true) {
      this.exiting = true;
      this.rearm();
      this.stream.writeThrough = true;
      this.stream.flush();
      this.tellExitLast();
    } else if (!this.exiting) {
      this.lookWhoEmits();
    }
    return undefined;
  }

  /** Which event it is, the lookup does not say; but two of those that the runtime emits show in who does. */
  private lookWhoEmits(): void {
    const timeNs = now();
    if (timeNs - this.looksSinceNs > looksStretchNs) {
      this.looksSinceNs = timeNs;
      this.looks = 0;
    }
    if (!this.threadMessages.isListenedTo() && this.looks++ >= mostLooks) return;
    const callers = callersOf(1);
    if (callers === null) return;
    const [caller] = callers;
    // Below every other there is JavaScript: the program's, or the runtime's.
    if (caller === undefined) this.stream.event(recordKinds.beforeExit, 0, 0, timeNs);
    else {
      const name = caller.getFunctionName();
      if (name === 'receiveMessageFromWorker') this.threadMessages.arrives(timeNs);
      else if (name === 'doEmitWarning') this.hearWarning(timeNs);
      else if (name === 'startListeningIfSignal') this.captures.programListens();
    }
  }

  /** The runtime is about to emit `warning`. Without a listener nothing is printed, and nothing told. */
  private hearWarning(timeNs: number): void {
    if ((process as { _events?: Record<string, unknown> })._events?.['warning'] === undefined) return;
    listenInFront(process, 'warning', warning => {
      const text = describeError(warning, null);
      if (text.name === 'MaxListenersExceededWarning')
        this.stream.lifecycle(recordKinds.listenersExceeded, 0, 0, timeNs, text);
    });
  }

  /** Stands in for `emit` during the one call that carries the error, which is not yet anybody's to handle. */
  private monitorOnce(): Emit {
    const original = (getPrototypeOf(process) as { emit: Emit }).emit;
    const tell = (error: unknown, origin: unknown): void => {
      try {
        this.stream.lifecycle(recordKinds.uncaught, 0, 0, now(), describeError(error, origin));
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
      try {
        const code = Number(process.exitCode ?? 0);
        this.tellVitals();
        const told = (Number.isInteger(code) ? code : 1) >>> 0;
        this.stream.lifecycle(recordKinds.exit, 0, told, now(), null, idleTime());
      } catch {
        // It ends all the same.
      }
    };
    if (!listenQuietly(process, 'exit', tell)) tell();
  }
}
