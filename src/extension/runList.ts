import * as vscode from 'vscode';
import type { Run } from './run.ts';

export const keptRunsSetting = 'threadView.runs.kept';
const defaultKept = 5;

/**
 * The runs of this window, the latest first, and the one that commands mean. Runs that are over stay until there are
 * more of them than the user wants kept; owns them all, and lives as long as the extension.
 */
export class RunList implements vscode.Disposable {
  #runs: readonly Run[] = [];
  #current: Run | null = null;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #updated = new vscode.EventEmitter<Run>();
  /** Runs have come or gone, have begun or ended, or another one is meant. */
  readonly onDidChange = this.#changed.event;
  /** Something of a run is known anew: its view or its threads. */
  readonly onDidUpdateRun = this.#updated.event;
  readonly #isShown: (run: Run) => boolean;

  /** @param isShown runs that somebody looks at are kept */
  constructor(isShown: (run: Run) => boolean) {
    this.#isShown = isShown;
  }

  get all(): readonly Run[] {
    return this.#runs;
  }

  /** Those that go on, the latest first. */
  get living(): readonly Run[] {
    return this.#runs.filter(run => !run.isOver);
  }

  /** The one that was started or looked at last. */
  get current(): Run | null {
    return this.#current;
  }

  /** The last try of the same thing. */
  ofKey(key: string): Run | null {
    return this.#runs.find(run => run.key === key) ?? null;
  }

  /** A run begins. From now on it is the current one. */
  add(run: Run): void {
    this.#runs = [run, ...this.#runs];
    this.#current = run;
    let { status } = run.view;
    run.onDidChangeView(view => {
      this.#updated.fire(run);
      if (view.status === status) return;
      status = view.status;
      this.#changed.fire();
    });
    run.onDidUpdate(() => this.#updated.fire(run));
    this.#prune();
    this.#changed.fire();
  }

  select(run: Run): void {
    if (run === this.#current || !this.#runs.includes(run)) return;
    this.#current = run;
    this.#changed.fire();
  }

  /** Lets go of all traces. Programs that still run are not ended. */
  async close(): Promise<void> {
    const runs = this.#runs;
    this.dispose();
    await Promise.all(runs.map(run => run.close()));
  }

  dispose(): void {
    this.#runs = [];
    this.#current = null;
    this.#changed.dispose();
    this.#updated.dispose();
  }

  /** Runs that are over go, but the last ones and what is looked at. */
  #prune(): void {
    const over = this.#runs.filter(run => run.isOver);
    const gone = over.slice(keptRuns()).filter(run => run !== this.#current && !this.#isShown(run));
    this.#runs = this.#runs.filter(run => !gone.includes(run));
    for (const run of gone) void run.close();
  }
}

/** How many runs that are over are kept. */
export function keptRuns(): number {
  const value = vscode.workspace.getConfiguration().get<unknown>(keptRunsSetting);
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : defaultKept;
}
