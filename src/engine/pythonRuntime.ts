import { execFile } from 'node:child_process';
import { configuredProgram } from './configuredProgram.ts';
import { errorText } from './errorText.ts';
import { LaunchProblem, sentence } from './launchProblem.ts';
import { findOnPath, isExecutableFile } from './pathLookup.ts';

/** The oldest Python in which the probe does something. */
export const oldestProbedPython = { major: 3, minor: 8 } as const;

/** The name of the setting, for messages. */
export const pythonPathSetting = 'threadView.python.path';

/** A Python that can run the user's program. */
export interface PythonRuntime {
  readonly command: string;
  readonly source: 'environment' | 'setting' | 'path';
  /** `3.11.2` */
  readonly version: string;
  /** `cpython`, `pypy`… */
  readonly implementation: string;
  readonly canBeProbed: boolean;
}

export interface PythonWishes {
  /** The setting's value; empty when the user left the choice to us. */
  readonly configured: string;
  /** The interpreter of the environment that is active in the Python extension, where there is that. */
  readonly active: string | null;
  /** What the configured path is relative to. */
  readonly base: string;
  /** The program's environment: its PATH decides. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const askTimeoutMs = 15_000;
const answerMark = 'thread-view-python:';
/** Runs in any Python, however old. */
const question =
  `import sys;sys.stdout.write("${answerMark}%d.%d.%d %s\\n"%(tuple(sys.version_info[:3])+` +
  `(getattr(getattr(sys,"implementation",None),"name","cpython"),)))`;

/**
 * Finds the Python that runs the user's program: that of the Python extension's active environment, else the
 * configured one, else `python3` or `python` from PATH. Asks each for its version once and remembers the answer. One
 * per extension or command line, for as long as that lives.
 */
export class PythonFinder {
  readonly #answers = new Map<string, Promise<{ version: string; implementation: string }>>();
  readonly #platform: NodeJS.Platform;

  constructor(platform: NodeJS.Platform = process.platform) {
    this.#platform = platform;
  }

  /** @throws LaunchProblem when there is none, or the configured one is none */
  async find(wishes: PythonWishes): Promise<PythonRuntime> {
    const { active, configured } = wishes;
    if (active !== null && (await isExecutableFile(active, this.#platform))) {
      const found = await this.#runtime('environment', active, wishes).catch(() => null);
      if (found !== null) return found;
    }
    if (configured.trim() !== '') return this.#configured(configured.trim(), wishes);
    const place = { env: wishes.env, platform: this.#platform, cwd: wishes.cwd };
    let detail: string | null = null;
    for (const name of ['python3', 'python']) {
      const file = await findOnPath(name, place);
      if (file === null) continue;
      try {
        return await this.#runtime('path', file, wishes);
      } catch (error) {
        // A stub that only says where one could be installed, say.
        detail = errorText(error);
      }
    }
    throw new LaunchProblem(
      'no-python',
      sentence(
        'No Python was found. Install one, choose one in the Python extension, or name one in the setting {0}.',
        pythonPathSetting,
      ),
      { detail, nextSteps: ['openSettings'], setting: pythonPathSetting },
    );
  }

  #configured(configured: string, wishes: PythonWishes): Promise<PythonRuntime> {
    const setting = {
      name: pythonPathSetting,
      problem: 'no-python',
      ask: (file: string) => this.#runtime('setting', file, wishes),
      isNone: (name: string, file: string) =>
        sentence('The setting {0} names "{1}", which is not a Python.', name, file),
    } as const;
    const place = { env: wishes.env, platform: this.#platform, cwd: wishes.cwd };
    return configuredProgram(setting, configured, wishes.base, place);
  }

  async #runtime(
    source: PythonRuntime['source'],
    file: string,
    wishes: PythonWishes,
  ): Promise<PythonRuntime> {
    // Version managers put a script in PATH that chooses by the current folder.
    const key = `${file}\0${wishes.cwd}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = ask(file, wishes);
      this.#answers.set(key, answer);
      answer.catch(() => this.#answers.delete(key));
    }
    const { version, implementation } = await answer;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const isNew =
      major > oldestProbedPython.major ||
      (major === oldestProbedPython.major && minor >= oldestProbedPython.minor);
    return {
      command: file,
      source,
      version,
      implementation,
      canBeProbed: isNew && implementation === 'cpython',
    };
  }
}

function ask(file: string, { env, cwd }: PythonWishes): Promise<{ version: string; implementation: string }> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...env }, cwd, timeout: askTimeoutMs, windowsHide: true };
    execFile(file, ['-I', '-S', '-c', question], options, (error, stdout, stderr) => {
      const answer = new RegExp(`^${answerMark}(\\d+\\.\\d+\\.\\d+) (\\w+)`, 'm').exec(stdout);
      if (answer !== null) resolve({ version: answer[1] as string, implementation: answer[2] as string });
      else if (error !== null && /unknown option -I/i.test(stderr))
        resolve({ version: '2.7.0', implementation: 'cpython' });
      else reject(new Error((stderr.trim() || error?.message) ?? `It answered: ${stdout.slice(0, 200)}`));
    });
  });
}
