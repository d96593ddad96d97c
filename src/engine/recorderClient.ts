import type { Worker } from 'node:worker_threads';
import type { ThreadKey } from '../protocol/panel.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import { bundlePaths } from './bundlePaths.ts';
import type { RecorderOptions } from './recorderMessages.ts';
import type { Recording, RootEnd, VariablesQuery } from './recording.ts';
import { RunInThread, startThread } from './runInThread.ts';

/** A recording whose recorder runs in a thread of its own. Made by {@link open}. */
export class RecorderClient extends RunInThread implements Recording {
  private constructor(
    worker: Worker,
    readonly endpoint: Endpoint,
  ) {
    super(worker);
  }

  /** @param script the recorder's bundle; given by tests only */
  static async open(
    options: RecorderOptions = {},
    script: string = bundlePaths.recorder,
  ): Promise<RecorderClient> {
    const { worker, first } = await startThread(script, { type: 'record', options });
    if (first.type !== 'opened') throw new Error(`The recorder began with "${first.type}".`);
    return new RecorderClient(worker, first.endpoint);
  }

  rootStarted(pid: number): void {
    this.post({ type: 'rootStarted', pid });
  }

  debuggerSaid(word: DebuggerWord): void {
    this.post({ type: 'debuggerSaid', word });
  }

  async rootEnded(end: RootEnd): Promise<void> {
    await this.question('rootEnded', end);
  }

  terminate(worker: ThreadKey): Promise<boolean> {
    return this.question('terminate', worker);
  }

  captureStacks(finding: string | null): Promise<StackCapture> {
    return this.question('captureStacks', finding);
  }

  variables(query: VariablesQuery): Promise<FrameVariables | null> {
    return this.question('variables', query);
  }
}
