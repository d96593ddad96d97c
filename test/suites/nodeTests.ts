import * as fs from 'node:fs';
import * as path from 'node:path';

/** What the probe changes or stands next to: threads, ports, waits, and the processes it follows. */
const subjects = new RegExp(
  '^test-(' +
    [
      'worker',
      'broadcastchannel',
      'message-channel',
      'message-port',
      'messageport',
      'messagechannel',
      'messageevent',
      'structuredClone',
      'atomics',
      'child-process',
      'cluster',
      'async-hooks-worker',
      'async-hooks-fatal-error',
      'process-exit',
      'process-env',
      'process-uncaught',
      'preload-worker',
      'unhandled-exception',
      'promise-unhandled',
      'uncaught-exception',
      'webstreams?-clone',
      'whatwg-webstreams-transfer',
      'whatwg-readablestream',
      'perf-hooks-worker',
      'trace-events-worker',
      'diagnostics-channel-worker',
      'inspector-worker',
      'cwd-enoent-preload',
      'preload',
      'cli-node-options',
      'heapsnapshot-near-heap-limit-worker',
    ].join('|') +
    ')',
);

/** Names of Node's own tests that are about something the probe touches, relative to the checkout. */
export function nodeTests(checkout: string): string[] {
  return ['parallel', 'sequential', 'es-module', 'async-hooks'].flatMap(folder => {
    const whole = path.join(checkout, 'test', folder);
    if (!fs.existsSync(whole)) return [];
    return fs
      .readdirSync(whole)
      .filter(name => subjects.test(name) && /\.m?js$/.test(name))
      .sort()
      .map(name => `test/${folder}/${name}`);
  });
}

/** Node's test runner takes them from the comment that begins with "Flags:". */
export function nodeTestArguments(source: string): string[] {
  return [...source.matchAll(/^\/\/ Flags:\s*(.+)$/gm)].flatMap(([, flags]) =>
    (flags ?? '').trim().split(/\s+/),
  );
}
