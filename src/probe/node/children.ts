import { subscribe } from 'diagnostics_channel';
import { recordKinds } from '../../protocol/wire.ts';
import { now } from './clock.ts';
import { callerPlace } from './disguise.ts';
import { defineProperty } from './intrinsics.ts';
import { peek } from './shape.ts';
import type { ThreadStream } from './stream.ts';

/**
 * Sees child processes being started. The runtime says so when it has made the object, before it starts the
 * process; its pid is heard when it is written to the object, once it is there. So nothing of the runtime's is
 * replaced, and `child_process` is not even loaded before the program does it.
 */
export function watchChildren(stream: ThreadStream): void {
  subscribe('child_process', message => {
    try {
      const child = peek(message, 'process');
      if (typeof child !== 'object' || child === null) return;
      const begunNs = now();
      const at = callerPlace();
      whenWritten(child, 'pid', pid => {
        if (typeof pid === 'number') stream.lifecycle(recordKinds.childSpawned, 0, pid, begunNs, { at });
      });
    } catch {
      // It is started all the same, and tells of itself.
    }
  });
}

/** Hears the first value that is written to a property which is not there yet. It then is what it would be. */
function whenWritten(object: object, name: string, listener: (value: unknown) => void): void {
  defineProperty(object, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(this: object, value: unknown) {
      // Deleted first, for the order of an object's properties shows when it is printed.
      Reflect.deleteProperty(object, name);
      defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      listener(value);
    },
  });
}
