import { workerThreads } from './builtins.ts';
import type { Ends } from './ends.ts';
import type { Messages } from './messages.ts';
import { callThrough, giveRoomBack, hideFrames, makeRoom, replaceMethod } from './disguise.ts';
import { construct } from './intrinsics.ts';
import { standInFor } from './standIn.ts';

/** Sees channels being made, and messages taken from a port by hand. */
export function watchChannels(ends: Ends, messages: Messages): void {
  watchClass('MessageChannel', (channel: { port1: object; port2: object }) => {
    ends.openChannel(channel.port1, channel.port2);
  });
  watchClass('BroadcastChannel', (channel: { name: string }) => {
    ends.open(channel, { kind: 'broadcast', name: channel.name });
  });
  replaceMethod(
    workerThreads,
    'receiveMessageOnPort',
    original =>
      function receiveMessageOnPort(...args: unknown[]): unknown {
        const result = callThrough(original, undefined, args);
        try {
          if (result !== undefined && typeof args[0] === 'object' && args[0] !== null)
            messages.taken(args[0]);
        } catch {
          // The message is the user's already.
        }
        return result;
      },
  );
}

/** Puts a class's stand-in wherever programs find the class: the module, the global object, its prototype. */
function watchClass<Name extends 'MessageChannel' | 'BroadcastChannel'>(
  name: Name,
  onMade: (instance: InstanceType<(typeof workerThreads)[Name]>) => void,
): void {
  type Class = (typeof workerThreads)[Name];
  const module = workerThreads as unknown as Record<string, Class>;
  const original = module[name] as Class;
  const standIn = standInFor(name, original, (args, newTarget) => {
    const limit = makeRoom();
    let instance: InstanceType<Class>;
    try {
      instance = construct(original, args as never[], newTarget) as InstanceType<Class>;
    } catch (error) {
      hideFrames(error);
      throw error;
    } finally {
      giveRoomBack(limit);
    }
    try {
      onMade(instance);
    } catch {
      // The channel works all the same.
    }
    return instance;
  });
  module[name] = standIn;
  const global = Object.getOwnPropertyDescriptor(globalThis, name);
  if (global?.configurable === true) {
    Object.defineProperty(globalThis, name, {
      value: standIn,
      configurable: true,
      writable: true,
      enumerable: global.enumerable ?? false,
    });
  }
}
