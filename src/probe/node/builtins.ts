/**
 * The module object that programs get, to be changed: an `import` would give a copy that cannot be.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const workerThreads = require('worker_threads') as typeof import('worker_threads');

/**
 * An `import` of all of it would copy each of its hundred functions in every thread; one of single functions would
 * look them up when they are called, after the program may have replaced them.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const fs = require('fs') as typeof import('fs');

type GetBuiltin = (name: string) => unknown;
/** Past `Module._load`, where a program may listen. Node 20.16 and newer. */
const getBuiltinModule = (process as { getBuiltinModule?: GetBuiltin }).getBuiltinModule?.bind(process);

/** Loads a module of the runtime's own when it is needed. @throws what loading it throws */
export function builtin(name: 'inspector' | 'perf_hooks' | 'v8'): unknown {
  if (getBuiltinModule !== undefined) return getBuiltinModule(name);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return name === 'v8' ? require('v8') : require('perf_hooks');
}
