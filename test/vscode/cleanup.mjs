// @ts-check
// What must not outlive this process: servers it started and folders it made.

/** @type {Set<() => void>} */
const pending = new Set();
let listening = false;

/**
 * Registers a synchronous clean-up for every way in which this process can end, signals included.
 * @param {() => void} action
 * @returns {() => void} takes the registration back
 */
export function atExit(action) {
  if (!listening) {
    listening = true;
    process.on('exit', () => {
      for (const each of pending) each();
    });
    // Without a listener a signal ends the process without its 'exit' event. SIGINT is left to whoever
    // handles it already (mocha does, and then calls process.exit).
    for (const [signal, code] of /** @type {const} */ ([
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ])) {
      process.on(signal, () => {
        if (process.listenerCount(signal) === 1) process.exit(code);
      });
    }
  }
  pending.add(action);
  return () => void pending.delete(action);
}
