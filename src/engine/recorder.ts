import { availableParallelism } from 'node:os';
import type { ThreadKey, TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { ProcessRecord } from '../trace/entities.ts';
import type { RunSummary } from '../trace/summary.ts';
import type { Trace } from '../trace/trace.ts';
import { isPrograms } from '../trace/entities.ts';
import { observerView, processView, threadView } from '../trace/views.ts';
import { monotonicNow } from './clock.ts';
import { Collector } from './collector.ts';
import { errorText } from './errorText.ts';
import { Intake, isSame } from './intake.ts';
import { Journal, type KnownFacts } from './journal.ts';
import { notKept } from './keptWords.ts';
import { isAlive } from './liveness.ts';
import { noticesOf } from './notices.ts';
import { OwnCost } from './ownCost.ts';
import { ProbeCommands } from './probeCommands.ts';
import type { Disposable, Recording, RootEnd, TraceUpdate, VariablesQuery } from './recording.ts';
import type { RecorderOptions as SentOptions } from './recorderMessages.ts';
import { makeRunFolder, removeRunFolder } from './runFolder.ts';
import { Sampler } from './sampler.ts';
import { StackCapturer } from './stackCapture.ts';
import { TraceAnswers } from './traceAnswers.ts';

/** While something comes, and while nothing does: how often the streams are read, in milliseconds. */
const busyIntervalMs = 8;
const quietIntervalMs = 30;
/** Updates are for people: more of them a second nobody sees. */
const updateIntervalMs = 30;
/** Without news, that time passes is news enough. */
const heartbeatMs = 100;
/** How often all living threads are told again, for their times grow. */
const refreshMs = 500;
const livenessIntervalMs = 250;
/** Captures that nobody asked for, in one run. */
const mostOwnCaptures = 5;
/** How often the trace is looked through for what is wrong in the program: a deadlock is to be told within a second. */
const findingsIntervalMs = 250;

export interface RecorderOptions extends SentOptions {
  /** Start with reading put off until {@link Recorder.resume}. */
  readonly paused?: boolean;
  /** How long a process is waited for that is asked for stacks. */
  readonly capturePatienceMs?: number;
}

/**
 * Records one run: makes its folder, reads its streams, looks at the OS, keeps its trace and answers
 * questions about it. Runs on the thread that made it; the extension gives it one of its own.
 */
export class Recorder implements Recording {
  private readonly intake: Intake;
  private readonly trace: Trace;
  private readonly answers: TraceAnswers;
  private readonly collector: Collector;
  private readonly sampler: Sampler;
  private readonly commands: ProbeCommands;
  private readonly capturer: StackCapturer;
  private readonly ownCost = new OwnCost();
  private readonly updateListeners = new Set<(update: TraceUpdate) => void>();
  private readonly noticeListeners = new Set<(notices: readonly string[]) => void>();
  private timer: NodeJS.Timeout | null = null;
  private isPaused: boolean;
  private updateNumber = 0;
  private lastBytesMs = 0;
  private lastUpdateMs = 0;
  private lastRefreshMs = 0;
  private lastLivenessMs = 0;
  private lastFindingsMs = 0;
  /** The version of what was found that was looked through for deadlocks last, and those whose stacks were captured. */
  private searchedFindings = 0;
  private readonly capturedDeadlocks = new Set<string>();
  /** The version of what was found that was told last. */
  private toldFindings = 0;
  private notices: readonly string[] = [];
  /** The end of the program was told, and is not in the trace yet. */
  private isReadingRest = false;
  private isFinished = false;

  private constructor(
    readonly endpoint: Endpoint,
    options: RecorderOptions,
    private readonly journal: Journal | null,
    /** Why there is none although there should be. */
    private readonly keepProblem: string | null,
  ) {
    this.intake = new Intake();
    this.intake.passOnTo(journal?.inputs ?? null);
    this.trace = this.intake.trace;
    this.answers = new TraceAnswers(this.intake, () => this.nowNs());
    this.collector = new Collector(endpoint, this.intake);
    this.sampler = new Sampler(this.intake);
    this.commands = new ProbeCommands(endpoint);
    this.capturer = new StackCapturer(endpoint, this.trace, options.capturePatienceMs);
    this.isPaused = options.paused ?? false;
    this.schedule();
  }

  /** A run that cannot be kept is recorded nevertheless, unless it must be. @throws when no folder can be made for it. */
  static async open(options: RecorderOptions = {}): Promise<Recorder> {
    const { keep } = options;
    let journal: Journal | null = null;
    let problem: string | null = null;
    const endpoint = options.endpoint ?? makeRunFolder(options.maxLagBytes);
    if (keep !== undefined && keep !== null) {
      try {
        journal = await Journal.create(keep);
      } catch (error) {
        problem = notKept(keep.file, errorText(error));
        if (keep.isRequired === true) {
          removeRunFolder(endpoint.folder);
          throw new Error(problem, { cause: error });
        }
      }
    }
    return new Recorder(endpoint, options, journal, problem);
  }

  rootStarted(pid: number): void {
    this.intake.rootStarted(pid);
    this.journal?.rootStarted();
    this.ownCost.restart();
  }

  debuggerSaid(word: DebuggerWord): void {
    this.intake.debuggerSaid(word);
  }

  async rootEnded(end: RootEnd): Promise<void> {
    this.isReadingRest = true;
    this.intake.rootEnded(end);
    this.resume();
    // One more turn of the loop for what is being written by processes that end with it.
    await new Promise(resolve => setTimeout(resolve, busyIntervalMs));
    while (this.collector.collect(true) > 0) await new Promise(resolve => setImmediate(resolve));
    const root = this.trace.processes.find(process => process.pid === this.intake.rootPid);
    if (root !== undefined) this.intake.processEnded(root.key, monotonicNow(), end);
    this.endDeadProcesses();
    this.isReadingRest = false;
    if (this.intake.hasEnded) await this.finish();
    this.update();
  }

  onUpdate(listener: (update: TraceUpdate) => void): Disposable {
    this.updateListeners.add(listener);
    return { dispose: () => this.updateListeners.delete(listener) };
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    this.noticeListeners.add(listener);
    if (this.notices.length > 0) listener(this.notices);
    return { dispose: () => this.noticeListeners.delete(listener) };
  }

  snapshot(): Promise<TraceUpdate> {
    this.measureCost();
    return Promise.resolve(this.answers.snapshot(this.updateNumber));
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return Promise.resolve(this.answers.window(query));
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return Promise.resolve(this.answers.ask(question));
  }

  terminate(key: ThreadKey): Promise<boolean> {
    const worker = this.trace.threads[key];
    const maker = worker?.endedNs === null && worker.process.runtime === 'node' ? worker.parent : null;
    const stream = maker?.endedNs === null ? this.collector.streamOf(maker) : null;
    if (worker === undefined || stream === null) return Promise.resolve(false);
    return new Promise(resolve => {
      this.commands.terminate(stream, worker.threadId);
      resolve(true);
    });
  }

  async captureStacks(finding: string | null, processes?: readonly ProcessRecord[]): Promise<StackCapture> {
    if (this.isFinished) throw new Error('The run has ended: no thread of it has a stack any more.');
    // Threads that have introduced themselves since the last look are asked, too.
    if (!this.isPaused) this.collector.collect(true);
    const capture = await this.capturer.capture(finding, processes);
    const { originNs } = this.trace;
    this.intake.captured(capture);
    return { ...capture, atNs: capture.atNs - originNs };
  }

  variables({ thread, frame }: VariablesQuery): Promise<FrameVariables | null> {
    return this.isFinished ? Promise.resolve(null) : this.capturer.variables(thread, frame);
  }

  summary(command: readonly string[]): Promise<RunSummary> {
    return Promise.resolve(this.answers.summary(command, this.notices));
  }

  async dispose(): Promise<void> {
    this.stop();
    this.updateListeners.clear();
    this.noticeListeners.clear();
    // After its end the folder is not ours any more.
    if (!this.isFinished) removeRunFolder(this.endpoint.folder);
    await this.closeJournal('left');
  }

  /** Begins, or goes on, to read what waits in the run's folder. */
  resume(): void {
    this.isPaused = false;
  }

  /** Now, as long as anybody may still tell; after that, the last moment that was told of. */
  private nowNs(): Nanoseconds {
    if (!this.trace.hasBegun) return 0;
    return this.intake.hasEnded ? this.trace.latestNs : Math.max(monotonicNow(), this.trace.latestNs);
  }

  private schedule(): void {
    const isBusy = performance.now() - this.lastBytesMs < 200;
    this.timer = setTimeout(() => this.tick(), isBusy ? busyIntervalMs : quietIntervalMs);
  }

  /** Nobody is left who could tell. Resolves when the run is kept, if it is. */
  private finish(): Promise<void> {
    if (this.isFinished) return Promise.resolve();
    this.stop();
    this.collector.finish();
    this.measureCost();
    this.isFinished = true;
    this.intake.problemsTold(this.sampler.problems);
    this.intake.concluded();
    // What was told is in the trace; the folder has served.
    removeRunFolder(this.endpoint.folder);
    return this.closeJournal('ended');
  }

  private async closeJournal(state: 'ended' | 'left'): Promise<void> {
    this.intake.passOnTo(null);
    await this.journal?.close(state, this.known());
    this.updateNotices();
  }

  private known(): KnownFacts {
    const { trace, rootEnd } = this.intake;
    return {
      originNs: trace.originNs,
      durationMs: Math.max(0, this.nowNs() - trace.originNs) / 1e6,
      exitCode: rootEnd?.exitCode ?? null,
      signal: rootEnd?.signal ?? null,
      threads: trace.threads.filter(isPrograms).length,
      processes: trace.processes.length,
      lostEvents: trace.lostRecords,
    };
  }

  private stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.sampler.dispose();
  }

  private tick(): void {
    const nowMs = performance.now();
    if (!this.isPaused) {
      if (this.collector.collect() > 0) this.lastBytesMs = nowMs;
      this.sampler.sample();
      if (nowMs - this.lastLivenessMs > livenessIntervalMs) {
        this.lastLivenessMs = nowMs;
        this.endDeadProcesses();
        this.collector.releaseEnded();
      }
      if (nowMs - this.lastFindingsMs > findingsIntervalMs && this.trace.hasBegun && !this.intake.hasEnded) {
        this.lastFindingsMs = nowMs;
        this.intake.lookedForFindings(monotonicNow(), availableParallelism());
        this.captureDeadlocks();
      }
    }
    if (nowMs - this.lastUpdateMs > updateIntervalMs) this.update();
    if (this.intake.hasEnded && !this.isReadingRest) {
      void this.finish();
      this.update();
    } else {
      this.journal?.tick(nowMs, () => this.known());
      // What is not kept any more need not be written down.
      if (this.journal?.isStopped === true) this.intake.passOnTo(null);
      this.schedule();
    }
  }

  /**
   * Where threads stand that wait for each other says more than that they do. To ask takes a main thread a few hundredths
   * of a second: so it is done for deadlocks alone, once each, and in their own processes.
   */
  private captureDeadlocks(): void {
    const { findings, threads, originNs } = this.trace;
    if (findings.version === this.searchedFindings) return;
    this.searchedFindings = findings.version;
    for (const { id, kind, untilNs, threads: members } of findings.views(originNs)) {
      if (kind !== 'deadlock' || untilNs !== null || this.capturedDeadlocks.has(id)) continue;
      if (this.capturedDeadlocks.size === mostOwnCaptures) return;
      this.capturedDeadlocks.add(id);
      const processes = new Set(members.flatMap(key => threads[key]?.process ?? []));
      // Who is not there to answer, or ends meanwhile, is no loss.
      this.captureStacks(id, [...processes]).catch(() => undefined);
    }
  }

  /** A process that is gone without a word was killed, or told its end to a stream not yet read. */
  private endDeadProcesses(): void {
    const dead = this.trace.livingProcesses.filter(process => !isAlive(process.pid));
    if (dead.length === 0) return;
    while (this.collector.collect(true) > 0);
    for (const process of dead) {
      if (process.pid === this.intake.rootPid && this.intake.rootEnd === null) continue;
      this.intake.processEnded(process.key, monotonicNow(), { exitCode: null, signal: null });
    }
  }

  private update(): void {
    const nowMs = performance.now();
    const changes = this.trace.takeChanges();
    const refresh = nowMs - this.lastRefreshMs > refreshMs;
    const { findings } = this.trace;
    const isFound = findings.version !== this.toldFindings;
    const isNews = isFound || changes.threads.length > 0 || changes.processes.length > 0;
    this.updateNotices();
    this.measureCost();
    // Nobody looks: then it is asked for with `snapshot` and `summary`, and needs no views in between.
    if (this.updateListeners.size === 0) {
      this.lastUpdateMs = nowMs;
      return;
    }
    if (!this.trace.hasBegun || (!isNews && nowMs - this.lastUpdateMs < heartbeatMs)) return;
    this.lastUpdateMs = nowMs;
    const threads = new Set(changes.threads);
    if (refresh) {
      this.lastRefreshMs = nowMs;
      for (const thread of this.trace.threads) if (thread.endedNs === null) threads.add(thread);
    }
    const nowNs = this.nowNs();
    const update: TraceUpdate = {
      type: 'update',
      number: ++this.updateNumber,
      snapshot: false,
      nowNs: nowNs - this.trace.originNs,
      processes: changes.processes.map(process => processView(this.trace, process)),
      threads: [...threads].map(thread => threadView(this.trace, thread, nowNs)),
      observer: observerView(this.trace, this.intake.recorderShare),
      findings: isFound ? findings.views(this.trace.originNs) : null,
    };
    this.toldFindings = findings.version;
    for (const listener of this.updateListeners) listener(update);
  }

  /** While the run is recorded; what is done with it after that is no cost of recording. */
  private measureCost(): void {
    if (!this.isFinished) this.intake.costMeasured(this.ownCost.share);
  }

  private updateNotices(): void {
    if (!this.isFinished) this.intake.problemsTold(this.sampler.problems);
    const keeping = this.keepProblem ?? this.journal?.notice ?? null;
    const notices = [...noticesOf(this.intake), ...(keeping === null ? [] : [keeping])];
    if (isSame(notices, this.notices)) return;
    this.notices = notices;
    for (const listener of this.noticeListeners) listener(notices);
  }
}
