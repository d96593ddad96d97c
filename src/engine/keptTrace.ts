import type { TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { RunSummary } from '../trace/summary.ts';
import { EntryReader } from './entryReader.ts';
import { Intake } from './intake.ts';
import { brokenOff, keptOnly, letGo, stillRecorded } from './keptWords.ts';
import { isAlive } from './liveness.ts';
import { noticesOf } from './notices.ts';
import type { Disposable, KeptRun, TraceUpdate } from './recording.ts';
import { RecordingReader } from './recordingReader.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { TraceAnswers } from './traceAnswers.ts';

/**
 * The trace of a run that was kept, made anew of its recording. Runs on the thread that opens it, which reading
 * holds up for a second per million events or so; {@link openRecording} gives it one of its own.
 */
export class KeptTrace implements KeptRun {
  private readonly notices: readonly string[];
  private readonly answers: TraceAnswers;

  private constructor(
    readonly info: RecordingInfo,
    intake: Intake,
    untilNs: Nanoseconds,
    isWhole: boolean,
  ) {
    const { trace } = intake;
    const endNs = intake.hasEnded ? trace.latestNs : Math.max(trace.latestNs, untilNs);
    const untilMs = Math.max(0, endNs - trace.originNs) / 1e6;
    this.notices = [...noticesOf(intake), ...(isWhole ? [] : [whyNotWhole(info, untilMs)])];
    this.answers = new TraceAnswers(intake, () => (trace.hasBegun ? endNs : 0));
  }

  /** @throws RecordingError */
  static open(file: string): KeptTrace {
    const recording = RecordingReader.open(file);
    try {
      const intake = new Intake();
      const entries = new EntryReader(intake);
      readAll(recording, entries);
      return new KeptTrace(recording.info, intake, entries.untilNs, entries.isConcluded);
    } finally {
      recording.close();
    }
  }

  onUpdate(): Disposable {
    return { dispose: () => undefined };
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    if (this.notices.length > 0) listener(this.notices);
    return { dispose: () => undefined };
  }

  snapshot(): Promise<TraceUpdate> {
    return Promise.resolve(this.answers.snapshot(0));
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return Promise.resolve(this.answers.window(query));
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return Promise.resolve(this.answers.ask(question));
  }

  summary(command: readonly string[] = this.info.command): Promise<RunSummary> {
    return Promise.resolve(this.answers.summary(command, this.notices));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** As far as the file is whole and makes sense. */
function readAll(recording: RecordingReader, entries: EntryReader): void {
  try {
    for (let block = recording.next(); block !== null; block = recording.next()) entries.read(block);
  } catch {
    // What no recorder wrote: the rest is taken to be lost, which is said.
  }
}

function whyNotWhole({ stopped, state, pid }: RecordingInfo, untilMs: number): string {
  if (stopped !== null) return keptOnly('the run', stopped);
  if (state === 'left') return letGo(untilMs);
  return state === 'recording' && isAlive(pid) ? stillRecorded(untilMs) : brokenOff(untilMs);
}
