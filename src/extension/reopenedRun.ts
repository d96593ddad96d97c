import { openRecording } from '../engine/openRecording.ts';
import type { KeptRun } from '../engine/recording.ts';
import { startOf } from './keptRuns.ts';
import { Run } from './run.ts';
import type { RunContext } from './runContext.ts';

/** A run that was kept, opened again. It is over. */
export class ReopenedRun extends Run {
  readonly over = Promise.resolve();
  readonly pid = null;

  private constructor(recording: KeptRun, again: (() => Promise<void>) | null, context: RunContext) {
    const { file, title, programFile } = recording.info;
    super({ title, file: programFile, key: keyOf(file), again }, context);
    this.look(recording);
    const { command, exitCode, signal, startedAtMs } = recording.info;
    this.change({
      status: 'ended',
      commandLine: command.join(' '),
      exitCode,
      signal,
      // What the panel remembers of a run goes by this.
      startedAtMs: startOf(file) ?? startedAtMs,
    });
  }

  /**
   * @param again runs its program once more, where that can be done
   * @throws with a sentence that names the file and what to do
   */
  static async open(
    file: string,
    again: (programFile: string) => (() => Promise<void>) | null,
    context: RunContext,
  ): Promise<ReopenedRun> {
    const recording = await openRecording(file);
    const { programFile } = recording.info;
    const run = new ReopenedRun(recording, programFile === null ? null : again(programFile), context);
    run.take(await recording.snapshot());
    return run;
  }

  static keyOf(file: string): string {
    return keyOf(file);
  }

  stop(): Promise<void> {
    return this.over;
  }

  showTerminal(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

function keyOf(file: string): string {
  return `kept ${file}`;
}
