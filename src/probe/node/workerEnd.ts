import { errorMonitor } from 'events';
import { callersOf } from './disguise.ts';
import { defineProperty } from './intrinsics.ts';

type Listener = (...args: unknown[]) => void;
type Events = Record<string | symbol, unknown>;

/**
 * The runtime is about to emit how a Worker ended: `exit`, or before it, on behalf of a thread that could not
 * do so itself, `error`. What `emit` reads of the listeners is ours for that one time: whichever of the two
 * events it is, everything is back in its place before a listener of the program runs.
 *
 * The code is heard by a listener behind the program's own, but not beside a single one: the runtime calls
 * one listener and a list of them from different lines, and an error thrown in it shows which.
 * @returns whether the runtime emits; else nothing was done.
 */
export function hearWorkerEnd(
  worker: object,
  failed: (error: unknown) => void,
  exited: (code: unknown) => void,
): boolean {
  if (!isEmittedByRuntime()) return false;
  const { _events: events } = worker as { _events?: Events };
  if (events === undefined) {
    exited(null);
    return true;
  }
  const monitors = events[errorMonitor] as Listener | Listener[] | undefined;
  const listeners = events['exit'] as Listener | Listener[] | undefined;
  const putBack = (): void => {
    put(events, errorMonitor, monitors);
    put(events, 'exit', listeners);
  };
  const hearError = (error: unknown): void => {
    putBack();
    failed(error);
  };
  events[errorMonitor] = monitors === undefined ? hearError : [hearError].concat(monitors);
  defineProperty(events, 'exit', {
    configurable: true,
    enumerable: true,
    get(): unknown {
      putBack();
      if (listeners === undefined) return exited;
      if (Array.isArray(listeners)) return [...listeners, exited];
      exited(null);
      return listeners;
    },
  });
  return true;
}

/** Of the runtime's functions the nearest emits the end; a subclass of the program's may have its own `emit` before. */
function isEmittedByRuntime(): boolean {
  const callers = callersOf(8);
  // Where the stack cannot be seen, what a Worker emits when it is over is most likely that it is.
  if (callers === null) return true;
  const runtimes = callers.find(site => site.getFileName()?.startsWith('node:') === true);
  return runtimes?.getFunctionName()?.includes('kOnExit') === true;
}

function put(events: Events, name: string | symbol, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(events, name);
  else defineProperty(events, name, { value, configurable: true, enumerable: true, writable: true });
}
