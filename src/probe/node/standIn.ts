import { callThrough } from './disguise.ts';
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from './intrinsics.ts';

type Constructor = abstract new (...args: never[]) => object;
/** @param newTarget the class whose prototype the instance is to have. */
type Make = (args: unknown[], newTarget: Constructor, standIn: Constructor) => object;

/**
 * Classes that look like the runtime's and hand every construction to us. Not proxies, for newer runtimes
 * show a proxy as one; so a class that stands in has a prototype object of its own, with the same members.
 *
 * Stack traces name a class by what its source text calls it, which is why each is written out here (and
 * why this file is bundled with its names kept; a name that nothing used would not be).
 */
const standIns = {
  Worker: (base: Constructor, make: Make): Constructor =>
    class Worker extends (base as new () => object) {
      // @ts-expect-error A derived constructor may return an object instead of calling `super`.
      constructor(...args: unknown[]) {
        return make(args, new.target, Worker);
      }
    },
  BroadcastChannel: (base: Constructor, make: Make): Constructor =>
    class BroadcastChannel extends (base as new () => object) {
      // @ts-expect-error A derived constructor may return an object instead of calling `super`.
      constructor(...args: unknown[]) {
        return make(args, new.target, BroadcastChannel);
      }
    },
  MessageChannel: (_base: unknown, make: Make, original: Constructor): Constructor =>
    function MessageChannel(this: unknown, ...args: unknown[]): object {
      // Called without `new`, a class fails as it always did.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the types do not know a call without `new`
      if (new.target === undefined) return callThrough(original as never, undefined, args) as object;
      return make(args, new.target as unknown as Constructor, MessageChannel as unknown as Constructor);
    } as unknown as Constructor,
};

export type StandInName = keyof typeof standIns;

/** Makes the stand-in of a class of the runtime, members and all. Nobody has it yet. */
export function standInFor<C extends Constructor>(name: StandInName, original: C, make: Make): C {
  const standIn = standIns[name](getPrototypeOf(original) as Constructor, make, original) as C;
  copyMembers(original, standIn, ['prototype', 'arguments', 'caller']);
  if (getOwnPropertyDescriptor(standIn, 'prototype')?.writable === true) {
    // The prototype of a plain function can be taken over, constructor and all.
    defineProperty(standIn, 'prototype', { value: original.prototype, writable: false });
    defineProperty(original.prototype as object, 'constructor', {
      value: standIn,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  } else {
    copyMembers(original.prototype as object, standIn.prototype as object, ['constructor']);
  }
  return standIn;
}

function copyMembers(from: object, to: object, except: readonly string[]): void {
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined && !except.includes(key as string)) defineProperty(to, key, descriptor);
  }
}
