import { errorText } from '../engine/errorText.ts';
import type { RecorderOptions } from '../engine/recorder.ts';
import type { ProgramRecording, RootEnd } from '../engine/recording.ts';
import { StartProblem, startProgram } from '../engine/run.ts';
import { writeSummaryFile } from '../engine/summaryFile.ts';
import type { RunSummary } from '../trace/summary.ts';
import { prepareLaunch } from './launch.ts';
import { keepOptions, problemOfKept } from './keeping.ts';
import { openRecording } from './openRecording.ts';
import { commandOf } from './options.ts';
import type { RunRequest } from './options.ts';
import { SignalRelay } from './signals.ts';
import { formatTable } from './table.ts';

/** Exit code of tools like `env` and `timeout` for a failure of their own, before the program ran. */
const ownFailure = 125;

/** Says something about Thread View itself. Never on stdout, which is the program's. */
export type Say = (text: string) => Promise<void>;

/** @returns how the program ended, or would have ended in a shell that could not start it */
export async function runProgram(
  request: RunRequest,
  say: Say,
  open: (options: RecorderOptions) => Promise<ProgramRecording> = options =>
    openRecording(request, options, say),
): Promise<RootEnd> {
  const signals = new SignalRelay();
  let recorder: ProgramRecording;
  try {
    recorder = await open({ keep: await keepOptions(request) });
  } catch (error) {
    await say(
      `thread-view: the run cannot be recorded, so the program was not started: ${errorText(error)}\n`,
    );
    return { exitCode: ownFailure, signal: null };
  }
  let recordingNotices: readonly string[] = [];
  try {
    recorder.onNotices(told => (recordingNotices = told));
    const { launch, notices } = await prepareLaunch(request.program, recorder.endpoint);
    if (signals.early !== null) return { exitCode: null, signal: signals.early };
    const { child, ended } = await startProgram(launch, recorder);
    signals.passTo(child);
    const end = await ended;
    // Whoever does not want to wait for the summing up may now end us like anything else.
    signals.stop();
    try {
      await recorder.rootEnded(end);
      const summary = await recorder.summary(commandOf(request.program));
      const all = new Set([...notices, ...summary.notices, ...recordingNotices]);
      await report(request, { ...summary, notices: [...all] }, say);
    } catch (error) {
      // From here on the program's exit code counts, whatever becomes of us.
      await say(`thread-view: the run could not be summed up: ${errorText(error)}\n`);
    }
    return end;
  } catch (error) {
    await say(`thread-view: ${errorText(error)}\n`);
    return { exitCode: error instanceof StartProblem ? error.exitCode : ownFailure, signal: null };
  } finally {
    signals.stop();
    await recorder.dispose().catch(() => undefined);
  }
}

async function report(request: RunRequest, summary: RunSummary, say: Say): Promise<void> {
  if (!request.quiet) await say(`\n${formatTable(summary)}`);
  else if (request.record !== null) {
    // The table would have said so.
    const problem = await problemOfKept(request.record);
    if (problem !== null) await say(`thread-view: ${problem}\n`);
  }
  if (request.json === null) return;
  try {
    await writeSummaryFile(request.json, summary);
  } catch (error) {
    await say(
      `thread-view: the summary was not written: ${errorText(error)}; check that its folder exists and may be written to\n`,
    );
  }
}
