/**
 * What the replacements need while user code runs, taken before user code can replace it. What lies
 * between the user's call and the runtime's own function must not fail even when `Reflect` is in ruins;
 * everything else is in `try`, and its failure costs a record and nothing more.
 */
export const { apply, construct } = Reflect;

export const { then } = Promise.prototype;
export const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;

const { bind, call } = Function.prototype;
/** A function that takes the original's `this` as its first argument; what user code does to `call` later is nothing to it. */
export const uncurryThis = bind.bind(call) as (
  original: (...args: never[]) => unknown,
) => (self: unknown, ...args: unknown[]) => unknown;
