import type { ProcessView, RunView, ThreadView } from '../../../src/protocol/panel.ts';
import type { Outcome, Provenance, SourcePlace, ThreadState } from '../../../src/protocol/words.ts';

/** Runs made up for the tests of the panel. Deterministic. */

export interface MadeSpan {
  readonly startNs: number;
  readonly endNs: number;
  readonly state: ThreadState;
  readonly known: Provenance;
  readonly cause: string | null;
}

export interface MadeMessage {
  readonly from: number;
  readonly to: number | null;
  readonly sentNs: number;
  readonly receivedNs: number;
  readonly handledNs?: number;
  readonly tookNs?: number;
  readonly bytes?: number;
}

/** Who ended a wait of a made-up span, by calling `notify` when. */
export interface MadeWakeUp {
  readonly from: number;
  readonly calledNs: number;
  readonly to: number;
  /** The end of the span. */
  readonly wokenNs: number;
  /** On which line it was called, and on which the other waited. */
  readonly calledAt?: SourcePlace;
  readonly waitedAt?: SourcePlace;
}

export interface MadeTrace {
  readonly run: RunView;
  readonly nowNs: number;
  readonly processes: readonly ProcessView[];
  readonly threads: readonly ThreadView[];
  readonly spans: ReadonlyMap<number, readonly MadeSpan[]>;
  readonly messages: readonly MadeMessage[];
  readonly wakeUps?: readonly MadeWakeUp[];
}

const ms = 1e6;
const file = '/home/ada/workspace/primes.mjs';

export function noTimes(): Record<ThreadState, number> {
  return { created: 0, starting: 0, running: 0, ready: 0, waiting: 0, blocked: 0, sleeping: 0 };
}

export function makeProcess(change: Partial<ProcessView> = {}): ProcessView {
  return {
    key: 0,
    pid: 4121,
    parent: null,
    runtime: 'node',
    runtimeVersion: '24.1.0',
    title: 'primes.mjs',
    startedNs: 0,
    endedNs: null,
    outcome: 'running',
    exitCode: null,
    signal: null,
    ...change,
  };
}

export function makeThread(change: Partial<ThreadView> = {}): ThreadView {
  const key = change.key ?? 0;
  return {
    key,
    process: 0,
    parent: key === 0 ? null : 0,
    name: key === 0 ? 'main' : 'primes',
    isMain: key === 0,
    kind: 'program',
    threadId: key,
    osThreadId: 4121 + key,
    createdNs: 0,
    startedNs: 0,
    codeBeginsNs: 0,
    spawnedBy: null,
    beforeExitNs: null,
    onlineNs: null,
    endedNs: null,
    state: 'running',
    stateSinceNs: null,
    cause: null,
    wait: null,
    outcome: 'running',
    exitCode: null,
    error: null,
    createdAt: key === 0 ? null : { file, line: 14, column: 18 },
    constructed: null,
    terminateCalledAt: null,
    terminatedByUser: false,
    exitCalledAt: null,
    stateNs: noTimes(),
    cpuNs: null,
    cpuShare: null,
    cpuKnown: 'sampled',
    contextSwitches: null,
    kernel: null,
    vitals: null,
    python: null,
    locks: [],
    asyncWaits: [],
    settledWaits: [],
    messages: { sent: 0, received: 0, failed: 0 },
    lostRecords: 0,
    ...change,
  };
}

export function makeRun(change: Partial<RunView> = {}): RunView {
  return {
    title: 'primes.mjs',
    file,
    commandLine: 'node primes.mjs',
    status: 'ended',
    startedAtMs: 1_700_000_000_000,
    exitCode: 0,
    signal: null,
    failure: null,
    notices: [],
    ...change,
  };
}

/** Builds the spans of a thread one after another. */
export class Lane {
  readonly spans: MadeSpan[] = [];
  constructor(public atNs: number) {}
  add(state: ThreadState, durationMs: number, cause: string | null = null, known: Provenance = 'told'): this {
    const endNs = this.atNs + durationMs * ms;
    this.spans.push({ startNs: this.atNs, endNs, state, known, cause });
    this.atNs = endNs;
    return this;
  }
}

function timesOf(spans: readonly MadeSpan[]): Record<ThreadState, number> {
  const times = noTimes();
  for (const { state, startNs, endNs } of spans) times[state] += endNs - startNs;
  return times;
}

export interface Ending {
  readonly outcome: Outcome;
  readonly change?: Partial<ThreadView>;
}

export function threadFrom(
  key: number,
  lane: Lane,
  ending: Ending,
  change: Partial<ThreadView> = {},
): ThreadView {
  const times = timesOf(lane.spans);
  const createdNs = lane.spans[0]?.startNs ?? 0;
  const livedNs = lane.atNs - createdNs;
  const start = lane.spans.find(span => span.state === 'starting');
  const cpuNs = (times.running + times.starting * 0.8) * 0.98;
  return makeThread({
    key,
    createdNs,
    startedNs: start?.startNs ?? createdNs,
    codeBeginsNs: start?.endNs ?? createdNs,
    spawnedBy: null,
    beforeExitNs: null,
    onlineNs: start ? start.endNs + 0.4 * ms : null,
    endedNs: ending.outcome === 'running' ? null : lane.atNs,
    outcome: ending.outcome,
    state: ending.outcome === 'running' ? (lane.spans.at(-1)?.state ?? 'running') : ending.outcome,
    exitCode: ending.outcome === 'finished' ? 0 : 1,
    stateNs: times,
    cpuNs,
    cpuShare: Math.min(1, cpuNs / livedNs),
    contextSwitches: { voluntary: 14 + key * 3, involuntary: 3 + key },
    ...change,
    ...ending.change,
  });
}

export const workerOptions = {
  kind: 'file',
  file: '/home/ada/workspace/prime-worker.mjs',
  argvCount: 2,
  execArgv: null,
  env: 'inherited',
  resourceLimits: { maxOldGenerationSizeMb: 64 },
  workerDataType: 'Object',
  stdio: [],
  transferCount: 1,
} as const;

const failure = {
  name: 'RangeError',
  message: 'limit must be above 2',
  stack: [
    'RangeError: limit must be above 2',
    '    at countPrimes (file:///home/ada/workspace/prime-worker.mjs:9:11)',
    '    at file:///home/ada/workspace/prime-worker.mjs:21:15',
    '    at MessagePort.<anonymous> (/home/ada/workspace/node_modules/pool/index.js:88:7)',
    '    at [nodejs.internal.kHybridDispatch] (node:internal/event_target:845:20)',
  ].join('\n'),
};

/** Five threads of one process and a forked one: every state, every outcome, a handful of messages. */
export function primes(): MadeTrace {
  const main = new Lane(0)
    .add('starting', 31)
    .add('running', 16)
    .add('waiting', 24)
    .add('running', 2.5)
    .add('waiting', 61)
    .add('blocked', 36, 'Atomics.wait, 0x1f40[3]')
    .add('running', 7)
    .add('waiting', 78)
    .add('running', 5);
  const one = new Lane(36 * ms)
    .add('created', 3)
    .add('starting', 27)
    .add('running', 92)
    .add('waiting', 9)
    .add('running', 70);
  const two = new Lane(38 * ms)
    .add('created', 4)
    .add('starting', 29)
    .add('running', 41)
    .add('ready', 12, null, 'sampled')
    .add('running', 34)
    .add('blocked', 26, 'Atomics.wait, 0x1f40[3]')
    .add('running', 8);
  const three = new Lane(40 * ms)
    .add('created', 4)
    .add('starting', 28)
    .add('running', 20)
    .add('sleeping', 40)
    .add('running', 14)
    .add('waiting', 85, null, 'inferred');
  const four = new Lane(118 * ms)
    .add('created', 3)
    .add('starting', 24)
    .add('running', 48)
    .add('waiting', 6)
    .add('running', 22);
  const child = new Lane(122 * ms)
    .add('starting', 34)
    .add('running', 62)
    .add('waiting', 12)
    .add('running', 4);
  const threads = [
    threadFrom(0, main, { outcome: 'finished' }, { messages: { sent: 6, received: 5, failed: 0 } }),
    threadFrom(
      1,
      one,
      { outcome: 'finished' },
      { constructed: workerOptions, messages: { sent: 2, received: 2, failed: 0 } },
    ),
    threadFrom(
      2,
      two,
      { outcome: 'failed', change: { error: failure } },
      { constructed: workerOptions, messages: { sent: 2, received: 2, failed: 0 } },
    ),
    threadFrom(3, three, {
      outcome: 'killed',
      change: { name: 'sieve', terminateCalledAt: { file, line: 31, column: 10 }, cpuKnown: 'inferred' },
    }),
    threadFrom(
      4,
      four,
      { outcome: 'finished' },
      { parent: 1, name: 'primes/helper', createdAt: { file, line: 40, column: 3 } },
    ),
    threadFrom(
      5,
      child,
      { outcome: 'finished' },
      { parent: null, process: 1, name: 'main', isMain: true, threadId: 0, createdAt: null },
    ),
  ];
  const nowNs = Math.max(...[main, one, two, three, four, child].map(lane => lane.atNs));
  const message = (from: number, to: number, sentMs: number, receivedMs: number): MadeMessage => ({
    from,
    to,
    sentNs: sentMs * ms,
    receivedNs: receivedMs * ms,
  });
  return {
    run: makeRun(),
    nowNs,
    processes: [
      makeProcess({ endedNs: main.atNs, outcome: 'finished', exitCode: 0 }),
      makeProcess({
        key: 1,
        pid: 4130,
        parent: 0,
        title: 'audit.mjs',
        startedNs: 122 * ms,
        endedNs: child.atNs,
        outcome: 'finished',
        exitCode: 0,
      }),
    ],
    threads,
    spans: new Map([main, one, two, three, four, child].map((lane, key) => [key, lane.spans])),
    messages: [
      message(0, 1, 44, 66.2),
      message(0, 2, 45, 71.3),
      message(0, 3, 46, 72.4),
      message(1, 4, 126, 145.2),
      message(3, 0, 91, 71.1 + 20.4),
      message(1, 0, 157, 172),
      message(2, 0, 111, 172.6),
      message(4, 1, 190, 197),
      message(1, 0, 236, 256.8),
    ],
    wakeUps: [
      {
        from: 1,
        calledNs: 169.5 * ms,
        to: 0,
        wokenNs: 170.5 * ms,
        calledAt: { file: '/home/ada/workspace/primes-worker.mjs', line: 27, column: 11 },
        waitedAt: { file, line: 31, column: 15 },
      },
      { from: 4, calledNs: 182 * ms, to: 2, wokenNs: 184 * ms },
    ],
  };
}

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Many threads, spans and messages over four seconds. */
export function busy(threadCount = 60, spanCount = 20_000, messageCount = 3000): MadeTrace {
  const random = randomNumbers(7);
  const lengthMs = 4000;
  const spans = new Map<number, readonly MadeSpan[]>();
  const threads: ThreadView[] = [];
  for (let key = 0; key < threadCount; key++) {
    const fromMs = key === 0 ? 0 : 30 + key * 9 + random() * 8;
    const tillMs = key === 0 ? lengthMs : lengthMs - random() * 900;
    const lane = new Lane(fromMs * ms);
    if (key > 0) lane.add('created', 2);
    lane.add('starting', 22 + random() * 12);
    const meanMs = (tillMs - lane.atNs / ms) / (spanCount / threadCount);
    const eagerness = 0.25 + random() * 0.7;
    while (lane.atNs < tillMs * ms) {
      const wave = Math.sin((lane.atNs / ms / lengthMs) * 9 + key) * 0.3;
      const isRunning = random() < eagerness + wave;
      const state: ThreadState = isRunning
        ? 'running'
        : random() < 0.7
          ? 'waiting'
          : random() < 0.6
            ? 'ready'
            : 'blocked';
      lane.add(state, meanMs * (0.2 + 1.6 * random()), state === 'blocked' ? 'Atomics.wait' : null);
    }
    spans.set(key, lane.spans);
    const parent = key === 0 ? null : key % 7 === 0 ? key - 1 : 0;
    const outcome: Outcome = key % 19 === 5 ? 'failed' : key % 23 === 9 ? 'killed' : 'finished';
    const change: Partial<ThreadView> = { parent, name: key === 0 ? 'main' : `worker-${key}` };
    threads.push(
      threadFrom(key, lane, { outcome, change: outcome === 'failed' ? { error: failure } : {} }, change),
    );
  }
  const messages: MadeMessage[] = [];
  for (let i = 0; i < messageCount; i++) {
    const worker = 1 + Math.floor(random() * (threadCount - 1));
    const sentNs = (700 + (i / messageCount) * 2200) * ms;
    const [from, to] = i % 2 === 0 ? [0, worker] : [worker, 0];
    messages.push({ from, to, sentNs, receivedNs: sentNs + (0.05 + random() * 4) * ms });
  }
  const nowNs = Math.max(...threads.map(thread => thread.endedNs ?? 0));
  return {
    run: makeRun({ title: 'busy.mjs', commandLine: 'node busy.mjs', exitCode: 1 }),
    nowNs,
    processes: [makeProcess({ title: 'busy.mjs', endedNs: nowNs, outcome: 'finished', exitCode: 1 })],
    threads,
    spans,
    messages,
  };
}
