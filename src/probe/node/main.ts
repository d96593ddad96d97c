import { forgetModule, isLoaded } from './presence.ts';

/**
 * The probe's entry, loaded by `--require` before user code into the main thread and every Worker.
 *
 * It looks around before it touches anything: without an endpoint, on a Node that is too old, or in one of
 * the runtime's own threads there is nothing to do, and nothing is done. That is why the rest is required
 * and not imported: an import would run first.
 */
function start(): void {
  try {
    const [seconds, nanoseconds] = process.hrtime();
    const begunNs = seconds * 1e9 + nanoseconds;
    if (Number(process.versions.node.split('.')[0]) < 20) return;
    if (isLoaded()) {
      forgetModule(module);
      return;
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { install } = require('./install.ts') as typeof import('./install.ts');
    install(begunNs);
  } catch {
    // Whatever it was, it is ours, and the user's program is none of its business.
  }
}

start();
