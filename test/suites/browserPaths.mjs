// Preloaded for tests that were written for a browser's test runner and need no more of a browser than this:
// `/base/` is the checkout, a script is a module, and the global object is called `self`.
import * as module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const inCheckout = specifier.startsWith('/base/')
    ? pathToFileURL(path.resolve(specifier.slice('/base/'.length))).href
    : specifier;
  return next(inCheckout, context);
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  return next(url, url.endsWith('.test.js') ? { ...context, format: 'module' } : context);
}

// Older Nodes load this file once more, in a thread of their own, for its hooks.
if (isMainThread) {
  Object.defineProperty(globalThis, 'self', { value: globalThis });
  if (!('navigator' in globalThis)) {
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' } });
  }
  const { registerHooks } = /** @type {{ registerHooks?: (hooks: object) => void }} */ (module);
  if (registerHooks) registerHooks({ resolve, load });
  else module.register(import.meta.url);
}
