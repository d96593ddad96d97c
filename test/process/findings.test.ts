import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import type { StackCapture } from '../../src/protocol/stacks.ts';
import type { FindingKind, FindingView } from '../../src/protocol/findings.ts';
import { skip } from '../vscode/skip.ts';
import { programs, runRecorded, samples, type Recorded } from './harness.ts';
import { missingMajors, otherNodes, ownNode } from './nodes.ts';
import { noPython, ownPython } from './pythons.ts';

const folder = path.join(programs, 'findings');

interface Watched extends Recorded {
  readonly findings: readonly FindingView[];
  /** Those that were told while the program ran. */
  readonly live: readonly FindingView[];
}

/** @param until the program is killed as soon as such a thing is found; without it, it ends by itself */
async function watch(
  runtime: string,
  file: string,
  until: FindingKind | null = null,
  args: readonly string[] = [],
): Promise<Watched> {
  let findings: readonly FindingView[] = [];
  let live: readonly FindingView[] = [];
  const recorded = await runRecorded(runtime, [path.resolve(folder, file), ...args], {
    onUpdate: (update, child) => {
      findings = update.findings ?? findings;
      if (child.exitCode === null && child.signalCode === null) live = findings;
      const found = findings.find(({ kind }) => kind === until);
      if (found === undefined || child.killed) return;
      if (process.env['THREAD_VIEW_LATENCIES'] !== undefined)
        console.log(`${file}: told ${((update.nowNs - found.sinceNs) / 1e6).toFixed(0)} ms after it began`);
      child.kill('SIGKILL');
    },
    beforeDisposal: async recorder => {
      findings = (await recorder.snapshot()).findings ?? assert.fail();
    },
  });
  return { ...recorded, findings, live };
}

/** Runs a program until its deadlock is found, and takes what was captured for that. */
async function captureFor(runtime: string, file: string): Promise<Watched & { capture: StackCapture }> {
  const found: FindingView[] = [];
  const captures: StackCapture[] = [];
  const recorded = await runRecorded(runtime, [path.resolve(folder, file)], {
    onUpdate: (update, child, recorder) => {
      for (const each of update.findings ?? []) if (each.kind === 'deadlock') found.push(each);
      void recorder.ask({ name: 'captures', argument: { after: 0 } }).then(answer => {
        captures.push(...((answer ?? []) as readonly StackCapture[]));
        if (captures.length > 0 && !child.killed) child.kill('SIGKILL');
      });
    },
  });
  const [capture] = captures;
  const [first] = found;
  assert.ok(first !== undefined && capture !== undefined, recorded.stderr);
  return { ...recorded, findings: [first], live: [first], capture };
}

function namesOf({ threads }: Recorded, { threads: keys }: FindingView): string[] {
  return keys.map(key => threads.find(thread => thread.key === key)?.name ?? '?');
}

/** What is found, whose threads, and which lines. */
function told(watched: Watched, kind: FindingKind): string[] {
  return watched.findings
    .filter(found => found.kind === kind)
    .map(found => {
      const lines = found.places.map(({ role, place }) => `${role} ${place.line}`);
      return `${namesOf(watched, found).join(', ')}: ${[...new Set(lines)].sort().join(', ')}`;
    });
}

const nodes = [ownNode, ...otherNodes];

describe('deadlocks', function () {
  this.timeout(90_000);

  for (const node of nodes) {
    describe(`on Node ${node.version}`, () => {
      if (node.major >= 26 || node.major === 24) {
        it('two Workers want what the other has', async () => {
          const watched = await watch(node.path, 'deadlock/two-locks.mjs', 'deadlock');
          assert.deepEqual(told(watched, 'deadlock'), ['a, b: holds 12, waits 14']);
          assert.notEqual(watched.findings[0]?.untilNs, null);
        });
      }

      it('main waits for a Worker that has ended', async () => {
        const watched = await watch(node.path, 'deadlock/nobody-notifies.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main: waits 7']);
      });

      it('main and its Worker wait for each other', async () => {
        const watched = await watch(node.path, 'deadlock/each-other.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main, other: waits 7, waits 9']);
      });

      it('main waits for a Worker that waits for an answer of main', async () => {
        const watched = await watch(node.path, 'deadlock/unheard.mjs', 'deadlock');
        assert.deepEqual(told(watched, 'deadlock'), ['main, asker: waits 8']);
      });

      it('has the stacks of its threads captured by itself', async () => {
        const { capture, findings, stderr } = await captureFor(node.path, 'deadlock/each-other.mjs');
        assert.equal(capture.finding, findings[0]?.id);
        const frames = findings[0]?.threads.map(key =>
          capture.threads
            .find(({ thread }) => thread === key)
            ?.frames?.find(each => each.origin === 'program'),
        );
        assert.deepEqual(
          frames?.map(frame => frame?.place?.line),
          [7, 9],
        );
        assert.equal(stderr, '');
      });

      it('no deadlock is found where waits end', async () => {
        const watched = await watch(node.path, 'deadlock/healthy.mjs');
        assert.equal(watched.exitCode, 0, watched.stderr);
        assert.deepEqual(
          watched.live.filter(({ kind }) => kind === 'deadlock'),
          [],
        );
      });
    });
  }

  for (const major of missingMajors) {
    it(`on Node ${major}`, function () {
      skip(this, `Node ${major} is not installed`);
    });
  }

  describe('in Python', () => {
    const python = (file: string, until: FindingKind | null = null): Promise<Watched> =>
      watch(ownPython?.path ?? assert.fail(), file, until);
    before(function () {
      if (ownPython === null) skip(this, noPython);
    });

    it('two threads want what the other has', async () => {
      const watched = await python('deadlock/two-locks.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['a, b: makes 4, waits 11']);
    });

    it('main waits for a thread that waits for what main has', async () => {
      const watched = await python('deadlock/join-holder.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['main, worker: makes 13, makes 4, waits 15, waits 8']);
    });

    it('main is over and has kept a lock', async () => {
      const watched = await python('deadlock/exit-holder.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock'), ['main, worker: makes 4, waits 6']);
    });

    it('a task waits for another that its pool has no thread for', async () => {
      const watched = await python('deadlock/pool-of-one.py', 'deadlock');
      assert.deepEqual(told(watched, 'deadlock').length, 1);
    });

    it('five philosophers hold a fork each', async () => {
      const file = path.join(samples, 'python', 'philosophers.py');
      const watched = await watch(ownPython?.path ?? assert.fail(), file, 'deadlock', ['deadlock']);
      const [found] = watched.findings.filter(({ kind }) => kind === 'deadlock');
      assert.ok(found !== undefined);
      assert.deepEqual(namesOf(watched, found), ['Plato', 'Hypatia', 'Confucius', 'Diotima', 'Spinoza']);
    });

    it('has the stacks of its threads captured by itself', async () => {
      const { capture, findings, stderr } = await captureFor(
        ownPython?.path ?? assert.fail(),
        'deadlock/two-locks.py',
      );
      assert.equal(capture.finding, findings[0]?.id);
      for (const key of findings[0]?.threads ?? []) {
        const captured = capture.threads.find(({ thread }) => thread === key);
        assert.equal(captured?.frames?.find(({ origin }) => origin === 'program')?.place?.line, 11);
      }
      assert.equal(stderr, '');
    });

    it('no deadlock is found where waits end', async () => {
      const watched = await python('deadlock/healthy.py');
      assert.equal(watched.exitCode, 0, watched.stderr);
      assert.deepEqual(watched.live, []);
    });
  });
});

/** A program of a kind, and what is found in it: the threads, in order or, where that is by chance, how many. */
interface Program {
  readonly file: string;
  readonly threads: readonly string[] | number;
  /** The oldest Node that has what it is about. */
  readonly since?: number;
  /** It would never end, or goes on until it has what it is to show: a machine that is busy takes cores away. */
  readonly isKilled?: true;
  /** It rests on what the kernel tells. */
  readonly isLinux?: true;
}

interface Kind {
  readonly kind: FindingKind;
  /** Its programs mostly wait, so that several may run at a time. */
  readonly mayShare?: true;
  /** It rests on the kernel alone, so that one Node is as good as all. */
  readonly onOneNode?: true;
  readonly ill: readonly Program[];
  readonly healthy: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    kind: 'out-of-memory',
    ill: [
      { file: 'ill.mjs', threads: ['hungry'] },
      { file: 'ill.py', threads: ['hungry'] },
    ],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'unhandled-error',
    ill: [
      { file: 'ill.mjs', threads: ['unlucky', 'main'] },
      { file: 'ill.py', threads: ['unlucky'] },
    ],
    healthy: ['healthy.mjs', 'healthy.py'],
  },
  {
    kind: 'starved-loop',
    ill: [{ file: 'ill.mjs', threads: ['main', 'talker'], isLinux: true, isKilled: true }],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'growing-backlog',
    ill: [{ file: 'ill.mjs', threads: ['main', 'talker'] }],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'delayed-message',
    mayShare: true,
    ill: [{ file: 'ill.mjs', threads: ['main', 'talker'] }],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'lock-convoy',
    ill: [
      // Before, those that queue for a lock keep each other busy, and it hardly changes hands.
      { file: 'ill.mjs', threads: 3, since: 26 },
      { file: 'ill.py', threads: 3 },
    ],
    healthy: ['healthy.py'],
  },
  {
    kind: 'gil-bound',
    ill: [{ file: 'ill.py', threads: 2, isLinux: true }],
    healthy: ['healthy.py'],
  },
  {
    kind: 'oversubscription',
    onOneNode: true,
    ill: [{ file: 'ill.mjs', threads: 2 * availableParallelism() + 1, isLinux: true }],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'kept-alive',
    mayShare: true,
    ill: [
      { file: 'ill.mjs', threads: ['listener'], isKilled: true },
      { file: 'ill.py', threads: ['worker'], isKilled: true },
    ],
    healthy: ['healthy.mjs', 'healthy.py'],
  },
  {
    kind: 'listener-leak',
    ill: [{ file: 'ill.mjs', threads: ['main'] }],
    healthy: ['healthy.mjs'],
  },
  {
    kind: 'short-lived-threads',
    ill: [
      { file: 'ill.mjs', threads: 10 },
      { file: 'ill.py', threads: 20 },
    ],
    healthy: ['healthy.mjs', 'healthy.py'],
  },
  {
    kind: 'idle-threads',
    mayShare: true,
    ill: [
      { file: 'ill.mjs', threads: 2 },
      { file: 'ill.py', threads: 2 },
    ],
    healthy: ['healthy.mjs'],
  },
];

function runtimesOf(file: string, since = 0): readonly (readonly [name: string, path: string])[] {
  if (file.endsWith('.py')) return ownPython === null ? [] : [['Python', ownPython.path]];
  return nodes.filter(node => node.major >= since).map(node => [`Node ${node.version}`, node.path]);
}

/** Begun in their order, so many at a time; each is awaited by its own test. */
class Watches {
  private readonly runs = new Map<string, () => Promise<Watched>>();
  private readonly begun = new Map<string, Promise<Watched>>();

  constructor(private readonly atOnce: number) {}

  add(name: string, run: () => Promise<Watched>): void {
    this.runs.set(name, run);
  }

  /** What a program came to; those that come after it run meanwhile. */
  of(name: string): Promise<Watched> {
    const names = [...this.runs.keys()];
    const at = names.indexOf(name);
    for (const each of names.slice(at, at + this.atOnce)) {
      const run = this.runs.get(each);
      if (run === undefined || this.begun.has(each)) continue;
      const watched = run();
      // It is for its own test to fail.
      watched.catch(() => undefined);
      this.begun.set(each, watched);
    }
    return this.begun.get(name) ?? assert.fail(name);
  }
}

for (const { kind, ill, healthy, mayShare, onOneNode } of kinds) {
  describe(`findings: ${kind}`, function () {
    this.timeout(90_000);
    const watches = new Watches(mayShare === true ? 4 : 1);
    const places = (file: string, since?: number) =>
      runtimesOf(file, since).slice(0, onOneNode === true ? 1 : Infinity);

    for (const { file, threads, since, isKilled, isLinux } of ill) {
      for (const [name, runtime] of places(file, since)) {
        const title = `${file} on ${name}`;
        if (isLinux !== true || process.platform === 'linux')
          watches.add(title, () => watch(runtime, `${kind}/${file}`, isKilled === true ? kind : null));
        it(title, async function () {
          if (isLinux === true && process.platform !== 'linux')
            skip(this, 'only Linux tells what a thread lacks');
          const watched = await watches.of(title);
          const [found] = watched.findings.filter(each => each.kind === kind);
          assert.ok(found !== undefined, JSON.stringify(watched.findings));
          if (typeof threads === 'number') assert.ok(found.threads.length >= threads, JSON.stringify(found));
          else assert.deepEqual(namesOf(watched, found), threads);
          assert.notEqual(found.spans.length, 0);
          const summary = watched.summary.findings.find(each => each.kind === kind);
          assert.doesNotMatch(`${summary?.text} ${summary?.advice}`, /\{|undefined|NaN/);
        });
      }
    }

    for (const file of healthy) {
      for (const [name, runtime] of places(file)) {
        const title = `nothing in ${file} on ${name}`;
        watches.add(title, () => watch(runtime, `${kind}/${file}`));
        it(title, async () => {
          const { findings } = await watches.of(title);
          assert.deepEqual(findings, []);
        });
      }
    }
  });
}

/** Those in which something is wrong, and what. */
const illSamples: Readonly<Record<string, readonly FindingKind[]>> = {
  // Two threads that compute: that is what it shows.
  'python/gil.py': ['gil-bound'],
  'python/crowd.py': ['gil-bound'],
  'crowd.mjs': ['oversubscription'],
};

describe('findings in the samples', function () {
  this.timeout(90_000);
  const files = [
    ...fs.readdirSync(samples).filter(name => name.endsWith('.mjs')),
    ...fs.readdirSync(path.join(samples, 'python')).map(name => `python/${name}`),
  ];
  for (const file of files.filter(name => /\.(mjs|py)$/.test(name))) {
    for (const [name, runtime] of runtimesOf(file).slice(0, 1)) {
      it(`${file} on ${name}`, async () => {
        const { findings } = await watch(runtime, path.join(samples, file));
        const unexpected = findings.filter(({ kind }) => illSamples[file]?.includes(kind) !== true);
        assert.deepEqual(unexpected, []);
      });
    }
  }
});
