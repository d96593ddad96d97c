import { spawnSync } from 'node:child_process';
import { ownPython } from '../process/pythons.ts';
import { runBare, runProbed } from './program.ts';
import type { Outcome, Program } from './program.ts';
import { judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** Of Python's own tests, those of what the probe is put into. */
const names: readonly string[] = [
  'test_thread',
  'test_threading',
  'test_queue',
  'test_threading_local',
  'test_threadsignals',
  'test_sched',
  'test_contextlib',
  'test_concurrent_futures',
  'test_asyncio',
  'test_multiprocessing_fork',
  'test_multiprocessing_forkserver',
  'test_multiprocessing_spawn',
  'test_multiprocessing_main_handling',
];
const limitMs = 900_000;

export interface PythonTest {
  readonly name: string;
  /** What is missing for it, else nothing. */
  readonly missing: string | null;
  judge(): Promise<Verdict>;
}

/** Python's tests whose names contain `part`. Debian has them in `libpython3.N-testsuite`. */
export function pythonTests(part: string): readonly PythonTest[] {
  return names
    .filter(name => name.includes(part))
    .map(name => ({ name, missing: missingFor(name), judge: () => judgeTest(name) }));
}

function missingFor(name: string): string | null {
  if (ownPython === null) return 'no python3 on the PATH';
  const { status } = spawnSync(ownPython.path, ['-c', `import test.${name}`]);
  return status === 0 ? null : `Python ${ownPython.version} has no test.${name}`;
}

function judgeTest(name: string): Promise<Verdict> {
  const program: Program = {
    node: ownPython?.path ?? '',
    args: ['-m', 'test', '-v', name],
    cwd: process.cwd(),
    env: {},
    limitMs,
  };
  return judge(
    async () => resultsOf(await runBare(program)),
    async () => resultsOf(await runProbed(program)),
  );
}

/** What the tests found, without what they print on the way: threads and processes write into each other's lines. */
function resultsOf(outcome: Outcome): Outcome {
  const lines = `${outcome.stdout}\n${outcome.stderr}`.split('\n');
  const found = lines.filter(line => /^(FAIL|ERROR): |^Ran \d+ tests|^(OK|FAILED) ?\(/.test(line));
  return { ...outcome, stdout: found.sort().join('\n'), stderr: '' };
}
