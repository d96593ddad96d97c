import { getEnvironmentData, isMainThread } from 'worker_threads';
import { loadBody } from './body.ts';
import { Captures } from './captures.ts';
import { heritageKey, type Heritage } from './heritage.ts';
import { forgetModule, isLoaded } from './presence.ts';

/**
 * The probe's entry, loaded by `--require` before user code into the main thread and every Worker.
 *
 * It looks around before it touches anything: without an endpoint, on a Node that is too old, or where it is
 * loaded already there is nothing to do, and nothing is done.
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
    const heritage = readHeritage();
    const { install, compiled } = loadBody(heritage);
    install(begunNs, heritage, compiled, new Captures());
    forgetModule(module);
  } catch {
    // Whatever it was, it is ours, and the user's program is none of its business.
  }
}

function readHeritage(): Heritage | null {
  if (isMainThread) return null;
  const data: unknown = getEnvironmentData(heritageKey);
  return typeof data === 'object' && data !== null ? (data as Heritage) : null;
}

start();
