import * as vscode from 'vscode';
import { targetOf, type ProgramStarter } from './programStarter.ts';
import { ReopenedRun } from './reopenedRun.ts';
import type { Run } from './run.ts';
import type { RunContext } from './runContext.ts';
import type { RunList } from './runList.ts';
import { errorText } from './text.ts';

/** Brings runs that were kept back into the list of runs, each once. One per window. */
export class KeptRunOpener {
  readonly #runs: RunList;
  readonly #starter: ProgramStarter;
  readonly #context: RunContext;

  constructor(runs: RunList, starter: ProgramStarter, context: RunContext) {
    this.#runs = runs;
    this.#starter = starter;
    this.#context = context;
  }

  /** @throws with a sentence that names the file and what to do */
  async open(file: string): Promise<Run> {
    const known = this.#runs.ofKey(ReopenedRun.keyOf(file));
    if (known !== null) return known;
    const again = (programFile: string) => () =>
      this.#starter.startFile(targetOf(vscode.Uri.file(programFile)));
    const run = await ReopenedRun.open(file, again, this.#context);
    this.#runs.add(run);
    return run;
  }

  /**
   * The run that began then, from memory or from the disk.
   * @param startedAtMs milliseconds since 1970
   * @returns `null` when it was not kept, or cannot be read, which the log says
   */
  async find(startedAtMs: number): Promise<Run | null> {
    const known = this.#runs.all.find(run => run.view.startedAtMs === startedAtMs);
    if (known !== undefined) return known;
    try {
      const file = await this.#context.kept.find(startedAtMs);
      return file === null ? null : await this.open(file);
    } catch (error) {
      this.#context.log.error(errorText(error));
      return null;
    }
  }
}
