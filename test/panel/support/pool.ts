import type { KernelView, ThreadView, VitalsView } from '../../../src/protocol/panel.ts';
import type { ThreadState } from '../../../src/protocol/words.ts';
import { Lane, makeProcess, makeRun, randomNumbers, threadFrom, workerOptions } from './traces.ts';
import type { MadeMessage, MadeTrace } from './traces.ts';

/** A running program with everything that only some runs have: runtime threads, locks, vitals, the kernel. */

const ms = 1e6;
const mb = 2 ** 20;
const endMs = 400;
const place = (line: number) => ({ file: '/home/ada/workspace/pool.mjs', line, column: 9 });

/** A loop that is mostly idle and then does something for a moment: libuv's pool, V8's helpers. */
function helperLane(seed: number, eagerness: number, doing: ThreadState): Lane {
  const random = randomNumbers(seed);
  const lane = new Lane((2 + seed * 0.3) * ms);
  while (lane.atNs < endMs * ms) {
    lane.add('waiting', 4 + random() * 30 * (1 - eagerness), null, 'sampled');
    const isCalm = random() > eagerness;
    lane.add(doing, isCalm ? 0.4 : 6 + random() * 22, doing === 'blocked' ? 'read' : null, 'sampled');
    if (random() < 0.3) lane.add('ready', 3, null, 'sampled');
  }
  return lane;
}

const stoppedInFutex: KernelView = {
  state: 'stopped',
  core: 1,
  call: 'futex',
  callArguments: ['0x7f2c5c0a1f48', '0x189', '0x0', '0x0', '0x0', '0xffffffff'],
  stackPointer: '0x7f2c4e7fd6b0',
  programCounter: '0x7f2c6a08f117',
};

const onACore: KernelView = {
  state: 'on a core',
  core: 0,
  call: null,
  callArguments: [],
  stackPointer: null,
  programCounter: null,
};

function vitals(change: Partial<VitalsView> = {}): VitalsView {
  return {
    heapUsedBytes: 41.3 * mb,
    heapLimitBytes: 64 * mb,
    loopTurns: 1284,
    meanDelayNs: 1.24 * ms,
    longestDelayNs: 48.6 * ms,
    observerNs: 0.83 * ms,
    ...change,
  };
}

function message(
  from: number,
  to: number | null,
  sentMs: number,
  receivedMs: number,
  change: Partial<MadeMessage> = {},
): MadeMessage {
  return { from, to, sentNs: sentMs * ms, receivedNs: receivedMs * ms, ...change };
}

export function pool(): MadeTrace {
  const main = new Lane(0)
    .add('starting', 28)
    .add('running', 24)
    .add('waiting', 60)
    .add('running', 18, null, 'sampled')
    .add('waiting', 90)
    .add('running', 30)
    .add('blocked', 40, 'readFileSync')
    .add('waiting', 110);
  const one = new Lane(40 * ms)
    .add('created', 2)
    .add('starting', 26)
    .add('running', 60)
    .add('ready', 14, null, 'sampled')
    .add('running', 46)
    .add('blocked', 38, 'Atomics.wait, 0x2a0[1]')
    .add('running', 22)
    .add('sleeping', 36)
    .add('running', 116);
  const two = new Lane(44 * ms)
    .add('created', 3)
    .add('starting', 27)
    .add('waiting', 80, null, 'inferred')
    .add('running', 60)
    .add('waiting', 70)
    .add('blocked', 116, 'Atomics.wait, 0x2a0[1]');
  const helpers = [
    ...['libuv pool 1', 'libuv pool 2', 'libuv pool 3', 'libuv pool 4'].map((name, i) => ({
      name,
      lane: helperLane(i + 1, i < 2 ? 0.6 : 0.15, i % 2 === 0 ? 'blocked' : 'running'),
    })),
    ...['V8 worker 1', 'V8 worker 2', 'V8 worker 3', 'V8 worker 4', 'signal watchdog'].map((name, i) => ({
      name,
      lane: helperLane(i + 9, i < 2 ? 0.35 : 0.02, 'running'),
    })),
  ];
  const alive = { outcome: 'running' } as const;
  const threads: ThreadView[] = [
    threadFrom(0, main, alive, {
      exitCode: null,
      vitals: vitals(),
      kernel: {
        ...stoppedInFutex,
        call: 'epoll_wait',
        callArguments: ['0xd', '0x7ffd0c3a1e40', '0x400', '0x64'],
      },
      messages: { sent: 4, received: 3, failed: 0 },
      locks: [{ name: 'cache', mode: 'shared', state: 'held', sinceNs: 130 * ms, at: place(22), behind: [] }],
      asyncWaits: ['Atomics.waitAsync, 0x2a0[7]'],
    }),
    threadFrom(1, one, alive, {
      exitCode: null,
      name: 'hasher',
      createdAt: place(12),
      constructed: workerOptions,
      vitals: vitals({ heapUsedBytes: 61.2 * mb, longestDelayNs: 310 * ms }),
      kernel: onACore,
      messages: { sent: 2, received: 3, failed: 0 },
      locks: [
        { name: 'database', mode: 'exclusive', state: 'held', sinceNs: 96 * ms, at: place(41), behind: [] },
      ],
    }),
    threadFrom(2, two, alive, {
      exitCode: null,
      name: 'writer',
      createdAt: place(12),
      cause: 'Atomics.wait, 0x2a0[1]',
      constructed: workerOptions,
      vitals: vitals({ heapUsedBytes: 9.4 * mb, meanDelayNs: null, observerNs: null }),
      kernel: stoppedInFutex,
      messages: { sent: 1, received: 2, failed: 0 },
      locks: [
        {
          name: 'database',
          mode: 'exclusive',
          state: 'queued',
          sinceNs: 214 * ms,
          at: place(57),
          behind: [1],
        },
        { name: 'cache', mode: 'exclusive', state: 'queued', sinceNs: 260 * ms, at: null, behind: [0, 1] },
      ],
    }),
    ...helpers.map(({ name, lane }, i) =>
      threadFrom(3 + i, lane, alive, {
        name,
        kind: 'runtime',
        parent: null,
        threadId: -1,
        createdAt: null,
        exitCode: null,
        onlineNs: null,
        kernel: i === 0 ? { ...stoppedInFutex, call: 'pread64' } : stoppedInFutex,
        // Two of them are busy at the end, whatever their lanes came to.
        ...(i < 2 ? { state: 'running' } : { state: 'waiting', cause: null }),
      }),
    ),
  ];
  return {
    run: makeRun({
      title: 'pool.mjs',
      commandLine: 'node pool.mjs',
      status: 'running',
      startedAtMs: 1_700_000_020_000,
      exitCode: null,
    }),
    nowNs: endMs * ms,
    processes: [makeProcess({ title: 'pool.mjs' })],
    threads,
    spans: new Map(
      [main, one, two, ...helpers.map(({ lane }) => lane)].map((lane, key) => [key, lane.spans]),
    ),
    messages: [
      message(0, 1, 46, 72, { handledNs: 118 * ms, tookNs: 0.34 * ms, bytes: 48_200 }),
      message(0, 2, 49, 154.5, { handledNs: 190 * ms, tookNs: 1.9 * ms, bytes: 3_400_000 }),
      message(1, 0, 120, 221, { handledNs: 224 * ms }),
      message(2, 0, 196, 226, { handledNs: 229 * ms, bytes: 16 }),
      message(0, 1, 232, 362, { handledNs: 371 * ms, tookNs: 0.02 * ms }),
      message(1, 0, 380, 392, { handledNs: 393 * ms, tookNs: 0.05 * ms, bytes: 1200 }),
    ],
  };
}
