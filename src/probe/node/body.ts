import { readFileSync } from 'fs';
import { Script } from 'vm';
import type { Heritage } from './heritage.ts';

/** What the body exports. */
export type Body = typeof import('./install.ts');

export interface LoadedBody extends Body {
  /** What of the body is compiled by now, for the Workers of this thread. */
  readonly compiled: () => SharedArrayBuffer;
}

/**
 * Loads the larger part of the probe from the file beside this one.
 *
 * Apart, because every Worker would compile it anew, which took it 2 ms, a tenth of a Worker's whole start: a Worker
 * is given what its parent compiled. Under this file's name, because that is how our frames are told.
 */
export function loadBody(heritage: Heritage | null): LoadedBody {
  const { script, exports } = evaluate('body', heritage?.code);
  const compiled = (): SharedArrayBuffer => {
    const data = script.createCachedData();
    const code = new SharedArrayBuffer(data.length);
    new Uint8Array(code).set(data);
    return code;
  };
  return { ...(exports as Body), compiled };
}

/** Loads another part of the probe from a file beside this one, when it is needed. */
export function loadBeside(part: string): object {
  return evaluate(part).exports;
}

function evaluate(
  part: string,
  code?: SharedArrayBuffer,
): { readonly script: Script; readonly exports: object } {
  const source = readFileSync(__filename.replace(/\.cjs$/, `-${part}.cjs`), 'latin1');
  const script = new Script(`(function(exports,require,module,__filename){${source}\n})`, {
    filename: __filename,
    // A copy: V8 is not meant to read from memory that others could write to.
    ...(code === undefined ? {} : { cachedData: new Uint8Array(code).slice() }),
  });
  const wrapper = script.runInThisContext() as (
    exports: object,
    require: NodeJS.Require,
    module: object,
    filename: string,
  ) => void;
  // What else a module has and is, it has from ours.
  const own = Object.create(module, { exports: { value: {}, writable: true } }) as { exports: object };
  wrapper(own.exports, require, own, __filename);
  return { script, exports: own.exports };
}
