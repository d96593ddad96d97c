import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { endpointVariable } from '../protocol/wire.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { RunSummary } from '../trace/summary.ts';
import { bundlePaths } from './bundlePaths.ts';
import type { RecorderOptions } from './recorderMessages.ts';
import type { FromRecorderProcess, RunToAnnounce, ToRecorderProcess } from './recorderProcessMessages.ts';
import { recorderRole } from './recorderRole.ts';
import { RecorderTalk } from './recorderTalk.ts';
import type { Disposable, ProgramRecording, RootEnd } from './recording.ts';

/**
 * A recording whose recorder runs in a process of its own, so that others can attach to it, also when this one has
 * ended. Made by {@link open}; {@link dispose} lets go of it and does not wait for guests.
 */
export class RecorderProcessClient implements ProgramRecording {
  readonly endpoint: Endpoint;
  readonly #child: ChildProcess;
  readonly #talk: RecorderTalk;

  private constructor(child: ChildProcess, talk: RecorderTalk, endpoint: Endpoint) {
    this.#child = child;
    this.#talk = talk;
    this.endpoint = endpoint;
  }

  /**
   * @param tellNotAttachable is called with the reason when the run is recorded, but nobody can attach to it
   * @throws when there is no recorder
   */
  static async open(
    run: RunToAnnounce,
    options: RecorderOptions,
    tellNotAttachable: (reason: string) => void,
  ): Promise<RecorderProcessClient> {
    const child = spawn(process.execPath, [bundlePaths.recorder, recorderRole], {
      // A terminal's keys, and its end, are for the program and its owner.
      detached: true,
      windowsHide: true,
      // None of the owner's: whoever reads what the program writes would wait for the recorder, too.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // It may outlive its owner, and is to be in nobody's way.
      cwd: path.parse(process.cwd()).root,
      env: { ...process.env, NODE_OPTIONS: undefined, [endpointVariable]: undefined },
    });
    const talk = new RecorderTalk(message => send(child, message));
    try {
      const endpoint = await new Promise<Endpoint>((resolve, reject) => {
        child.on('message', (message: FromRecorderProcess) => {
          if (message.type === 'notAttachable') tellNotAttachable(message.message);
          else if (message.type === 'opened') resolve(message.endpoint);
          else if (message.type === 'notOpened') reject(new Error(message.message));
          else talk.take(message);
        });
        child.on('error', reject);
        child.on('disconnect', () => {
          const reason = "The recorder's process ended.";
          talk.end(new Error(reason), `Recording broke off: ${reason} What came later is missing.`);
          reject(new Error(reason));
        });
        send(child, { type: 'open', run, options });
      });
      return new RecorderProcessClient(child, talk, endpoint);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  rootStarted(pid: number): void {
    this.#talk.tell({ type: 'rootStarted', pid });
  }

  async rootEnded(end: RootEnd): Promise<void> {
    await this.#talk.ask('rootEnded', end);
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    return this.#talk.onNotices(listener);
  }

  summary(command: readonly string[]): Promise<RunSummary> {
    return this.#talk.ask('summary', command);
  }

  async dispose(): Promise<void> {
    if (!this.#talk.isOver) await this.#talk.ask('dispose', null).catch(() => undefined);
    this.#talk.forgetListeners();
    this.#talk.end(new Error('The recording was closed.'), null);
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }
}

function send(child: ChildProcess, message: ToRecorderProcess): void {
  // A channel that has just been closed says so by `disconnect`.
  if (child.connected) child.send(message, () => undefined);
}
