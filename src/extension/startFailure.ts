import { sentence } from '../engine/launchProblem.ts';
import type { Sentence } from '../engine/launchProblem.ts';
import type { RootEnd } from '../engine/recording.ts';
import type { ThreadView } from '../protocol/panel.ts';
import type { ThreadError } from '../protocol/words.ts';

/** What is known of a run that has ended. */
export interface EndedRun {
  readonly title: string;
  readonly end: RootEnd;
  /** Whether there was a process. */
  readonly started: boolean;
  /** Whether the probe was in it. */
  readonly probed: boolean;
  readonly threads: readonly ThreadView[];
}

export interface StartFailure {
  readonly sentence: Sentence;
  readonly detail: string | null;
}

/**
 * Tells a program that never began from one that began and failed: only of the first kind is there nothing
 * to see.
 * @returns `null` when user code ran
 */
export function startFailure({ title, end, started, probed, threads }: EndedRun): StartFailure | null {
  if (!started) {
    return { sentence: sentence('{0} could not be started; its terminal says why.', title), detail: null };
  }
  if (end.exitCode === 0 || end.exitCode === null) return null;
  const [main, ...others] = threads;
  if (main === undefined) {
    if (!probed) return null;
    return {
      sentence: sentence(
        '{0} ended with exit code {1} before its first thread could tell anything; its terminal says why.',
        title,
        end.exitCode,
      ),
      detail: null,
    };
  }
  if (others.length > 0 || main.error === null || !isLoadError(main.error)) return null;
  return {
    sentence: sentence('{0} could not be loaded: {1}', title, `${main.error.name}: ${main.error.message}`),
    detail: main.error.stack,
  };
}

/**
 * Whether the error comes from reading the program rather than from running it: no frame of its stack is
 * user code. The same kinds of error thrown by running code (`JSON.parse`, `require`) have such frames.
 */
function isLoadError({ name, message, stack }: ThreadError): boolean {
  const isOfLoading =
    name === 'SyntaxError' ||
    /^Cannot find (module|package) /.test(message) ||
    /^Unknown file extension /.test(message);
  if (!isOfLoading || stack === null) return false;
  const frames = stack.split('\n').filter(line => /^\s+(at |File ")/.test(line));
  return frames.every(
    line => /\(?node:[^)]*\)?$/.test(line.trim()) || /\(?<anonymous>\)?$/.test(line.trim()),
  );
}
