import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { configuredProgram } from './configuredProgram.ts';
import { errorText } from './errorText.ts';
import { LaunchProblem, sentence } from './launchProblem.ts';
import { environmentValue, findOnPath } from './pathLookup.ts';

/** The oldest Node in which the probe does something. */
export const oldestProbedMajor = 20;

/** How a Node runs TypeScript files: by itself, when a flag asks for it, or not at all. */
export type TypeScriptSupport = 'always' | 'flag' | 'none';

/** A Node that can run the user's program. */
export interface NodeRuntime {
  readonly command: string;
  /** What the environment must hold for it to be a Node (Electron must be told). */
  readonly env: Readonly<Record<string, string>>;
  readonly source: 'setting' | 'path' | 'vscode';
  readonly version: string;
  readonly major: number;
  readonly typescript: TypeScriptSupport;
  /** Electron ignores most of NODE_OPTIONS. */
  readonly isElectron: boolean;
  readonly canBeProbed: boolean;
}

export interface NodeWishes {
  /** The setting's value; empty or `null` when the user left the choice to us. */
  readonly configured: string | null;
  /** What the configured path is relative to. */
  readonly base: string;
  /** The program's environment: its PATH decides. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Version managers put a script in PATH that chooses by the current folder. */
  readonly cwd: string;
}

interface Abilities {
  readonly version: string;
  readonly execPath: string;
  readonly typescript: TypeScriptSupport;
  readonly isElectron: boolean;
}

/** The name of the setting, for messages. */
export const nodePathSetting = 'threadView.node.path';

const askTimeoutMs = 10_000;
const answerMark = 'thread-view-abilities:';
/** Runs in any Node, however old, so ES5. */
const question =
  `var f=process.allowedNodeEnvironmentFlags,v=(process.config||{}).variables||{};` +
  `process.stdout.write(${JSON.stringify(answerMark)}+JSON.stringify({` +
  `version:process.versions.node,execPath:process.execPath,electron:!!process.versions.electron,` +
  `other:process.versions.bun?"Bun":process.versions.deno?"Deno":"",` +
  `ts:process.features&&process.features.typescript,` +
  `flag:!!(f&&f.has("--experimental-strip-types")&&v.node_use_amaro!==false)})+"\\n")`;

/**
 * Finds the Node that runs the user's program: the configured one, else `node` from PATH, else the runtime
 * this code runs in. Asks each Node once for what it can do and remembers the answer while the file stays the
 * same. One per extension or command line, for as long as that lives.
 */
export class NodeFinder {
  readonly #answers = new Map<string, Promise<Abilities>>();
  readonly #own: string;
  readonly #platform: NodeJS.Platform;

  constructor(own: string = process.execPath, platform: NodeJS.Platform = process.platform) {
    this.#own = own;
    this.#platform = platform;
  }

  /** @throws LaunchProblem when there is none, or the configured one is none */
  async find(wishes: NodeWishes): Promise<NodeRuntime> {
    const configured = wishes.configured?.trim() ?? '';
    if (configured !== '') return this.#configured(configured, wishes);

    const onPath = await findOnPath('node', { env: wishes.env, platform: this.#platform, cwd: wishes.cwd });
    if (onPath !== null) return this.#runtime('path', onPath, wishes);

    try {
      return await this.#runtime('vscode', this.#own, wishes);
    } catch (error) {
      throw new LaunchProblem(
        'no-node',
        sentence('No Node.js was found. Install it, or name one in the setting {0}.', nodePathSetting),
        { detail: errorText(error), nextSteps: ['openSettings'], setting: nodePathSetting },
      );
    }
  }

  #configured(configured: string, wishes: NodeWishes): Promise<NodeRuntime> {
    const setting = {
      name: nodePathSetting,
      problem: 'no-node',
      ask: (file: string) => this.#runtime('setting', file, wishes),
      isNone: (name: string, file: string) =>
        sentence('The setting {0} names "{1}", which is not a Node.js.', name, file),
    } as const;
    const place = { env: wishes.env, platform: this.#platform, cwd: wishes.cwd };
    return configuredProgram(setting, configured, wishes.base, place);
  }

  async #runtime(source: NodeRuntime['source'], file: string, wishes: NodeWishes): Promise<NodeRuntime> {
    const abilities = await this.#ask(file, wishes);
    const major = Number.parseInt(abilities.version, 10);
    return {
      // A script in PATH that chooses a Node would stand between us and the program's pid and signals.
      command: (await isSameFile(file, abilities.execPath)) ? file : abilities.execPath,
      env: abilities.isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      source,
      version: abilities.version,
      major,
      typescript: abilities.typescript,
      isElectron: abilities.isElectron,
      canBeProbed: major >= oldestProbedMajor,
    };
  }

  async #ask(file: string, wishes: NodeWishes): Promise<Abilities> {
    const { mtimeMs, size } = await stat(file);
    const searched = environmentValue(wishes.env, 'PATH', this.#platform) ?? '';
    const key = JSON.stringify([file, mtimeMs, size, wishes.cwd, searched]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = askNode(file, wishes);
    this.#answers.set(key, answer);
    // A failure may have been a moment's (a full process table), so it is not remembered.
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}

function askNode(file: string, { env, cwd }: NodeWishes): Promise<Abilities> {
  // The user's options may wait for a debugger or print; they are not part of what this Node can do.
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(NODE_OPTIONS|VSCODE_INSPECTOR_OPTIONS)$/i.test(name)),
  );
  own['ELECTRON_RUN_AS_NODE'] = '1';
  return new Promise((resolve, reject) => {
    const options = { env: own, cwd, timeout: askTimeoutMs, windowsHide: true, maxBuffer: 1024 * 1024 };
    const child = execFile(file, ['-e', question], options, (error, stdout, stderr) => {
      const line = stdout.split('\n').find(each => each.startsWith(answerMark));
      const abilities = line === undefined ? null : readAnswer(line.slice(answerMark.length), file);
      if (typeof abilities === 'object' && abilities !== null) resolve(abilities);
      else
        reject(
          new Error(
            abilities ?? (stderr.trim().slice(0, 2000) || error?.message || `${file} gave no answer.`),
          ),
        );
    });
    // A program that is no Node may wait for input.
    child.stdin?.on('error', () => undefined).end();
  });
}

/** @returns the abilities, or what speaks against this program, or `null` when the answer makes no sense */
function readAnswer(json: string, file: string): Abilities | string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null) return null;
  const { version, execPath, electron, other, ts, flag } = answer as Readonly<Record<string, unknown>>;
  if (typeof other === 'string' && other !== '') return `${file} is ${other}.`;
  if (typeof version !== 'string' || !/^\d+\./.test(version) || typeof execPath !== 'string') return null;
  return {
    version,
    execPath,
    isElectron: electron === true,
    typescript: typeof ts === 'string' ? 'always' : flag === true ? 'flag' : 'none',
  };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  try {
    return (await realpath(one)) === (await realpath(other));
  } catch {
    return false;
  }
}
