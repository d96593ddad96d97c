import type { EndResult } from '../engine/processTree.ts';
import type { Recording, RootEnd } from '../engine/recording.ts';
import type { ThreadView } from '../protocol/panel.ts';

/** How long the recorder may take to read the rest after the program's end. */
const readRestMs = 5000;
/** After that, what a program told before its end has come here. */
const lastUpdateMs = 60;

/**
 * What can be said of the end without the probe. Terminals tell no signal, and where a signal ended the program
 * they say 0: that one is left to the probe, which has heard of the exit or has not.
 * @param exitCode what the terminal said
 * @param ending what became of our own stopping, where the run was stopped
 * @param main the main thread as it is known at the time of the call
 */
export async function toldEnd(
  exitCode: number | null,
  ending: Promise<EndResult | null>,
  main: () => ThreadView | undefined,
): Promise<RootEnd> {
  if (exitCode !== null && (exitCode !== 0 || process.platform === 'win32'))
    return { exitCode, signal: null };
  const nobodyKnows = { exitCode: null, signal: null };
  const signal = (await ending)?.rootSignal ?? null;
  if (signal === null) return nobodyKnows;
  // A program may answer our signal by tidying up and leaving of its own accord.
  await new Promise(resolve => setTimeout(resolve, lastUpdateMs));
  const left = main()?.endedNs ?? null;
  return left === null ? { exitCode: null, signal } : nobodyKnows;
}

/**
 * Has everything read that the program told before its end. A recorder that does not come to an end must not keep
 * the run from doing so.
 */
export async function readRest(recording: Recording, end: RootEnd): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>(resolve => (timer = setTimeout(resolve, readRestMs)));
  try {
    await Promise.race([recording.rootEnded(end), late]);
  } finally {
    clearTimeout(timer);
  }
}
