import { exitCodeOfSignal } from '../engine/run.ts';
import { keysReachThisProcess } from '../engine/terminal.ts';

/** Signals that somebody may send to `thread-view` but means for the program. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;
/** Of these, the terminal's keys (Ctrl+C, Ctrl+\) send to every process in the foreground, so to the program too. */
const fromKeys: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

interface Killable {
  kill(signal: NodeJS.Signals): boolean;
}

/** Catches signals from its making to `stop()`. One per run; we ourselves live on, to report. */
export class SignalRelay {
  readonly #listeners = new Map<NodeJS.Signals, () => void>();
  #program: Killable | null = null;
  #early: NodeJS.Signals | null = null;

  constructor() {
    for (const signal of forwarded) {
      if (process.platform === 'win32' && (signal === 'SIGQUIT' || signal === 'SIGUSR2')) continue;
      const listener = () => {
        this.#caught(signal);
      };
      this.#listeners.set(signal, listener);
      process.on(signal, listener);
    }
  }

  /** A signal that came before there was a program to pass it to. */
  get early(): NodeJS.Signals | null {
    return this.#early;
  }

  passTo(program: Killable): void {
    this.#program = program;
    if (this.#early !== null) program.kill(this.#early);
  }

  stop(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
    this.#listeners.clear();
  }

  #caught(signal: NodeJS.Signals): void {
    if (this.#program === null) this.#early ??= signal;
    // Programs take a second Ctrl+C for "do not even clean up", so one must not become two.
    else if (!fromKeys.has(signal) || !keysReachThisProcess()) this.#program.kill(signal);
  }
}

/** Those that would make this process dump core, or that cannot be sent from here, are told as an exit code. */
const reraised: ReadonlySet<string> = new Set([
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'SIGPIPE',
  'SIGUSR2',
  'SIGALRM',
]);

/** Ends this process the way the program ended, so that a shell or a script sees no difference. */
export function endBySignal(signal: string): void {
  const exitCode = exitCodeOfSignal(signal);
  if (process.platform === 'win32' || !reraised.has(signal)) process.exit(exitCode);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // A signal that is ignored here (as under nohup) leaves us alive.
  setTimeout(() => process.exit(exitCode), 100);
}
