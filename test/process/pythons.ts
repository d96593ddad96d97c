import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

/** A Python that tests run programs with. */
export interface PythonUnderTest {
  readonly version: string;
  readonly minor: number;
  readonly path: string;
}

/** Where the probe for Python is built. */
export const pythonProbe = path.join(__dirname, '..', '..', 'dist', 'probe-python');

const newestMinor = 14;
const oldestMinor = 8;

function ask(command: string): PythonUnderTest | null {
  const code = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';
  const { status, stdout } = spawnSync(command, ['-I', '-c', code], { encoding: 'utf8' });
  const [version, file] = status === 0 ? stdout.trim().split('\n') : [];
  const minor = Number(version?.split('.')[1]);
  if (version === undefined || file === undefined || minor < oldestMinor) return null;
  return { version, minor, path: file };
}

/** The Python that every test of Python uses: THREAD_VIEW_TEST_PYTHON, or `python3`; `null` where there is none. */
export const ownPython: PythonUnderTest | null = ask(process.env['THREAD_VIEW_TEST_PYTHON'] ?? 'python3');

/** Others that are on the PATH as `python3.N`, or named in THREAD_VIEW_TEST_PYTHONS, one of each version. */
export const otherPythons: readonly PythonUnderTest[] = installed();

function installed(): PythonUnderTest[] {
  const named = (process.env['THREAD_VIEW_TEST_PYTHONS'] ?? '').split(path.delimiter).filter(Boolean);
  const onPath = Array.from(
    { length: newestMinor - oldestMinor + 1 },
    (_, i) => `python3.${oldestMinor + i}`,
  );
  const found = new Map<number, PythonUnderTest>();
  for (const command of [...named, ...onPath]) {
    const python = ask(command);
    if (python !== null && python.minor !== ownPython?.minor && !found.has(python.minor))
      found.set(python.minor, python);
  }
  return [...found.values()].sort((a, b) => a.minor - b.minor);
}

export const noPython = 'no python3 of version 3.8 or newer is on the PATH';
