import type { FindingView } from '../../../src/protocol/findings.ts';

/** Findings made up for the tests of the panel. */

const ms = 1e6;
const place = (file: string, line: number) => ({ file: `/home/ada/workspace/${file}`, line, column: 9 });

/** What might be found in the run `primes`. */
export function primesFindings(): readonly FindingView[] {
  return [
    {
      id: 'starved-loop 1',
      kind: 'starved-loop',
      sinceNs: 63 * ms,
      untilNs: 155 * ms,
      threads: [1],
      spans: [{ thread: 1, startNs: 66 * ms, endNs: 158 * ms }],
      places: [{ role: 'handles', thread: 1, place: place('prime-worker.mjs', 21) }],
      facts: { longestMs: 92, count: 1, waitedMs: 88 },
    },
    {
      id: 'deadlock 0 2',
      kind: 'deadlock',
      sinceNs: 158 * ms,
      untilNs: 184 * ms,
      threads: [0, 2],
      spans: [
        { thread: 0, startNs: 134.5 * ms, endNs: 170.5 * ms },
        { thread: 2, startNs: 158 * ms, endNs: 184 * ms },
      ],
      places: [
        { role: 'waits', thread: 0, place: place('primes.mjs', 31) },
        { role: 'waits', thread: 2, place: place('prime-worker.mjs', 44) },
      ],
      facts: { form: 'circle', what0: 'Lock', name0: 'ledger', what1: 'Lock', name1: 'accounts' },
    },
    {
      id: 'idle-threads',
      kind: 'idle-threads',
      sinceNs: 200 * ms,
      untilNs: null,
      threads: [3, 4],
      spans: [{ thread: 3, startNs: 174 * ms, endNs: 231 * ms }],
      places: [{ role: 'makes', thread: 0, place: place('primes.mjs', 14) }],
      facts: { idle: 2, of: 4, seconds: 0.2 },
    },
  ];
}

/** Many findings of many threads. */
export function manyFindings(count: number, threads: number, lengthMs: number): readonly FindingView[] {
  const kinds = [
    ['starved-loop', { longestMs: 412, count: 17, waitedMs: 390 }],
    ['delayed-message', { longestMs: 120, count: 4, cause: 'Atomics.wait on shared buffer 1 [3]' }],
    ['lock-convoy', { waiting: 7, lock: 'the Lock of accounts.py:12' }],
    ['growing-backlog', { depth: 12400 }],
    ['deadlock', { form: 'circle', what0: 'Lock', name0: 'a', what1: 'Lock', name1: 'b' }],
    ['unhandled-error', { form: 'worker', error: 'RangeError: limit must be above 2' }],
  ] as const;
  return Array.from({ length: count }, (_, i): FindingView => {
    const [kind, facts] = kinds[i % kinds.length] ?? kinds[0];
    const thread = 1 + ((i * 7) % (threads - 1));
    const other = 1 + ((i * 7 + 3) % (threads - 1));
    const startNs = (200 + ((i * 61) % (lengthMs - 1200))) * ms;
    return {
      id: `${kind} ${i}`,
      kind,
      sinceNs: startNs,
      untilNs: i % 5 === 0 ? null : startNs + 300 * ms,
      threads: [thread, other],
      spans: [
        { thread, startNs, endNs: startNs + 300 * ms },
        { thread: other, startNs: startNs + 20 * ms, endNs: startNs + 260 * ms },
      ],
      places: [{ role: 'waits', thread, place: place('worker.mjs', 10 + i) }],
      facts,
    };
  });
}
