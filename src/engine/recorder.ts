import type {
  ObserverView,
  TraceAnswer,
  TraceQuestion,
  WindowAnswer,
  WindowQuery,
} from '../protocol/panel.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';
import { answerQuestion } from '../trace/questions.ts';
import type { RunSummary } from '../trace/summary.ts';
import { summarize } from '../trace/summarize.ts';
import { Trace } from '../trace/trace.ts';
import { observerView, processView, threadView } from '../trace/views.ts';
import { queryWindow } from '../trace/window.ts';
import { monotonicNow } from './clock.ts';
import { Collector } from './collector.ts';
import { isAlive } from './liveness.ts';
import { noticesOf } from './notices.ts';
import { OwnCost } from './ownCost.ts';
import type { Disposable, Recording, RootEnd, TraceUpdate } from './recording.ts';
import { makeRunFolder, removeRunFolder } from './runFolder.ts';
import { Sampler } from './sampler.ts';

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

export interface RecorderOptions {
  /** See {@link Endpoint.maxLagBytes}. */
  readonly maxLagBytes?: number;
  /** A folder that is there already, and private; it goes with the recording. Without it one is made. */
  readonly endpoint?: Endpoint;
  /** Start with reading put off until {@link Recorder.resume}. */
  readonly paused?: boolean;
}

/**
 * Records one run: makes its folder, reads its streams, looks at the OS, keeps its trace and answers
 * questions about it. Runs on the thread that made it; the extension gives it one of its own.
 */
export class Recorder implements Recording {
  private readonly trace = new Trace();
  private readonly collector: Collector;
  private readonly sampler: Sampler;
  private readonly ownCost = new OwnCost();
  private readonly updateListeners = new Set<(update: TraceUpdate) => void>();
  private readonly noticeListeners = new Set<(notices: readonly string[]) => void>();
  private timer: NodeJS.Timeout | null = null;
  private isPaused: boolean;
  private isFinished = false;
  private rootPid: number | null = null;
  private rootEnd: RootEnd | null = null;
  private updateNumber = 0;
  private lastBytesMs = 0;
  private lastUpdateMs = 0;
  private lastRefreshMs = 0;
  private lastLivenessMs = 0;
  private notices: readonly string[] = [];

  private constructor(
    readonly endpoint: Endpoint,
    options: RecorderOptions,
  ) {
    this.collector = new Collector(endpoint, this.trace);
    this.sampler = new Sampler(this.trace);
    this.isPaused = options.paused ?? false;
    this.schedule();
  }

  /** @throws when no folder can be made for the run. */
  static open(options: RecorderOptions = {}): Promise<Recorder> {
    return Promise.resolve(new Recorder(options.endpoint ?? makeRunFolder(options.maxLagBytes), options));
  }

  rootStarted(pid: number): void {
    this.rootPid = pid;
    this.ownCost.restart();
  }

  async rootEnded(end: RootEnd): Promise<void> {
    this.rootEnd = end;
    this.resume();
    // One more turn of the loop for what is being written by processes that end with it.
    await new Promise(resolve => setTimeout(resolve, busyIntervalMs));
    while (this.collector.collect(true) > 0) await new Promise(resolve => setImmediate(resolve));
    const root = this.trace.processes.find(process => process.pid === this.rootPid);
    if (root !== undefined) this.trace.endProcess(root, { timeNs: monotonicNow(), ...end });
    this.endDeadProcesses();
    if (this.trace.livingProcesses.length === 0) this.finish();
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
    const nowNs = this.nowNs();
    return Promise.resolve({
      type: 'update',
      number: this.updateNumber,
      snapshot: true,
      nowNs: nowNs - this.trace.originNs,
      processes: this.trace.processes.map(process => processView(this.trace, process)),
      threads: this.trace.threads.map(thread => threadView(this.trace, thread, nowNs)),
      observer: this.observer(),
    });
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return Promise.resolve(queryWindow(this.trace, query, this.nowNs()));
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return Promise.resolve(answerQuestion(this.trace, question, this.nowNs()));
  }

  summary(command: readonly string[]): Promise<RunSummary> {
    const { exitCode, signal } = this.rootEnd ?? { exitCode: null, signal: null };
    const end = { command: hideSecrets(command), exitCode, signal, notices: this.notices };
    return Promise.resolve(summarize(this.trace, end, this.nowNs()));
  }

  dispose(): Promise<void> {
    this.stop();
    this.updateListeners.clear();
    this.noticeListeners.clear();
    // After its end the folder is not ours any more.
    if (!this.isFinished) removeRunFolder(this.endpoint.folder);
    return Promise.resolve();
  }

  /** Begins, or goes on, to read what waits in the run's folder. */
  resume(): void {
    this.isPaused = false;
  }

  /** Now, as long as anybody may still tell; after that, the last moment that was told of. */
  private nowNs(): Nanoseconds {
    if (!this.trace.hasBegun) return 0;
    const isOver = this.rootEnd !== null && this.trace.livingProcesses.length === 0;
    return isOver ? this.trace.latestNs : Math.max(monotonicNow(), this.trace.latestNs);
  }

  private schedule(): void {
    const isBusy = performance.now() - this.lastBytesMs < 200;
    this.timer = setTimeout(() => this.tick(), isBusy ? busyIntervalMs : quietIntervalMs);
  }

  /** Nobody is left who could tell. */
  private finish(): void {
    this.stop();
    this.isFinished = true;
    this.collector.finish();
    this.trace.conclude();
    // What was told is in the trace; the folder has served.
    removeRunFolder(this.endpoint.folder);
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
    }
    if (nowMs - this.lastUpdateMs > updateIntervalMs) this.update();
    if (this.rootEnd !== null && this.trace.livingProcesses.length === 0) {
      this.finish();
      this.update();
    } else {
      this.schedule();
    }
  }

  /** A process that is gone without a word was killed, or told its end to a stream not yet read. */
  private endDeadProcesses(): void {
    const dead = this.trace.livingProcesses.filter(process => !isAlive(process.pid));
    if (dead.length === 0) return;
    while (this.collector.collect(true) > 0);
    for (const process of dead) {
      if (process.pid === this.rootPid && this.rootEnd === null) continue;
      this.trace.endProcess(process, { timeNs: monotonicNow(), exitCode: null, signal: null });
    }
  }

  private update(): void {
    const nowMs = performance.now();
    const changes = this.trace.takeChanges();
    const refresh = nowMs - this.lastRefreshMs > refreshMs;
    const isNews = changes.threads.length > 0 || changes.processes.length > 0;
    this.updateNotices();
    // Nobody looks: then it is asked for with `snapshot` and `summary`, and needs no views in between.
    if (this.updateListeners.size === 0) return;
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
      observer: this.observer(),
    };
    for (const listener of this.updateListeners) listener(update);
  }

  private observer(): ObserverView {
    return observerView(this.trace, this.ownCost.share);
  }

  private updateNotices(): void {
    const notices = noticesOf(this.trace, this.collector.losses, this.sampler.problems);
    if (
      notices.length === this.notices.length &&
      notices.every((notice, index) => notice === this.notices[index])
    )
      return;
    this.notices = notices;
    for (const listener of this.noticeListeners) listener(notices);
  }
}
