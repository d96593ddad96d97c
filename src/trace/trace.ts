import type { HelloText } from '../protocol/texts.ts';
import type { Nanoseconds, ThreadError } from '../protocol/words.ts';
import { AsyncWaits } from './asyncWaits.ts';
import { Buffers } from './buffers.ts';
import { Captures } from './captures.ts';
import { Channels } from './channels.ts';
import { Causes } from './causes.ts';
import { Cores } from './cores.ts';
import { newThread, type OsFacts, type ProcessRecord, type ThreadRecord } from './entities.ts';
import { Findings } from './findings/findings.ts';
import { Kinship } from './kinship.ts';
import { Locks } from './locks.ts';
import { Messages } from './messages.ts';
import { Places } from './places.ts';
import { PythonLocks } from './pythonLocks.ts';
import { PythonWaits } from './pythonWaits.ts';
import { ThreadNames } from './names.ts';
import { ThreadMessages } from './threadMessages.ts';
import { WakeUps } from './wakeUps.ts';

/** How a process ended, as far as its surroundings know. */
export interface ProcessEnd {
  readonly timeNs: Nanoseconds;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * The memory of one run: processes, threads, spans and messages. Written to by the readers of streams and
 * by those who look at the OS; read by queries. Keeps absolute times; those who show it subtract
 * {@link Trace.originNs}. Lives as long as the run is kept.
 */
export class Trace {
  readonly processes: ProcessRecord[] = [];
  readonly threads: ThreadRecord[] = [];
  readonly messages = new Messages();
  readonly channels = new Channels(this.messages);
  readonly threadMessages = new ThreadMessages(this.messages);
  readonly buffers = new Buffers();
  readonly places = new Places();
  readonly wakeUps = new WakeUps(this.buffers, this.places);
  readonly names = new ThreadNames();
  readonly causes = new Causes(this.buffers, this.wakeUps, this.places, key => this.nameOf(key));
  readonly asyncWaits = new AsyncWaits(this.causes, this.wakeUps);
  readonly kinship = new Kinship(this.processes, process => {
    this.changedProcesses.add(process);
    const main = process.threads.get(0);
    if (main !== undefined) this.touched(main);
  });
  readonly cores = new Cores();
  readonly captures = new Captures();
  readonly locks = new Locks(thread => this.touched(thread));
  readonly pythonLocks = new PythonLocks(thread => this.touched(thread));
  readonly pythonWaits = new PythonWaits();
  readonly findings = new Findings();
  /** What probes said they cannot see, a sentence each. */
  readonly blindSpots = new Set<string>();
  /** Threads whose facts changed since {@link takeChanges}. */
  private readonly changedThreads = new Set<ThreadRecord>();
  private readonly changedProcesses = new Set<ProcessRecord>();
  /** The last of the changed threads: one tells thousands of things in a row. */
  private lastChanged: ThreadRecord | null = null;
  /** The process that has a pid now; an earlier one of that pid is over. */
  private readonly byPid = new Map<number, ProcessRecord>();
  private pendingConclusions: (() => void)[] = [];
  private origin: Nanoseconds | null = null;
  private latest: Nanoseconds = 0;
  private lost = 0;

  /** The moment that is shown as 0: when the first thread that was heard of began to boot. */
  get originNs(): Nanoseconds {
    return this.origin ?? 0;
  }

  get hasBegun(): boolean {
    return this.origin !== null;
  }

  /** The latest moment that anything told of. */
  get latestNs(): Nanoseconds {
    return this.latest;
  }

  /** Of all threads. Asked for with every update, so it is counted and not summed up. */
  get lostRecords(): number {
    return this.lost;
  }

  /** @param count as it was told, which may be no number at all */
  lose(thread: ThreadRecord, count: number): void {
    const records = Number.isFinite(count) ? Math.max(0, Math.floor(count)) : 0;
    thread.lostRecords += records;
    this.lost += records;
  }

  private nameOf(key: number): string {
    const thread = this.threads[key];
    return thread === undefined ? 'a thread' : this.names.of(thread);
  }

  saw(timeNs: Nanoseconds): void {
    if (timeNs > this.latest) this.latest = timeNs;
  }

  touched(thread: ThreadRecord): void {
    if (thread === this.lastChanged) return;
    this.lastChanged = thread;
    this.changedThreads.add(thread);
  }

  takeChanges(): { threads: ThreadRecord[]; processes: ProcessRecord[] } {
    const changes = { threads: [...this.changedThreads], processes: [...this.changedProcesses] };
    this.changedThreads.clear();
    this.lastChanged = null;
    this.changedProcesses.clear();
    return changes;
  }

  /** A thread introduced itself. */
  threadSaidHello(hello: HelloText): ThreadRecord {
    this.origin ??= hello.bootNs;
    this.saw(hello.monotonicNs);
    const process = this.processOf(hello);
    const thread = this.threadOf(process, hello.threadId);
    thread.osThreadId = hello.osThreadId;
    thread.name ??= hello.name;
    thread.startedNs = hello.bootNs;
    if (Number.isNaN(thread.createdNs)) thread.createdNs = hello.bootNs;
    thread.timeline.starting(hello.bootNs);
    if (thread.isMain) this.kinship.mainBegan(thread);
    this.touched(thread);
    return thread;
  }

  /** The thread of that runtime id, made known if it was not. */
  threadOf(process: ProcessRecord, threadId: number): ThreadRecord {
    let thread = process.threads.get(threadId);
    if (thread === undefined) {
      thread = newThread(this.threads.length, process, threadId, threadId === 0);
      this.threads.push(thread);
      process.threads.set(threadId, thread);
    }
    return thread;
  }

  /** A thread that the runtime made for itself: only the OS tells of it. */
  runtimeThreadFound(process: ProcessRecord, osThreadId: number, name: string, sinceNs: Nanoseconds): void {
    const ordinal =
      process.runtimeThreads.filter(thread => thread.name?.startsWith(name) === true).length + 1;
    const thread = newThread(this.threads.length, process, -1, false, 'runtime');
    thread.osThreadId = osThreadId;
    thread.name = `${name} #${ordinal}`;
    thread.createdNs = sinceNs;
    thread.startedNs = sinceNs;
    thread.timeline.seenByOs(sinceNs);
    this.threads.push(thread);
    process.runtimeThreads.push(thread);
    this.touched(thread);
  }

  /** A thread is over; what is not known of how is concluded from what is. */
  endThread(
    thread: ThreadRecord,
    timeNs: Nanoseconds,
    exitCode: number | null,
    idleNs: Nanoseconds | null,
  ): void {
    if (thread.endedNs !== null) return;
    this.saw(timeNs);
    thread.timeline.ends(timeNs, idleNs ?? NaN);
    thread.endedNs = thread.timeline.spans.endNs;
    thread.exitCode = exitCode;
    thread.outcome = exitCode === null ? 'killed' : exitCode === 0 ? 'finished' : 'failed';
    this.locks.threadEnded(thread);
    this.pythonLocks.threadEnded(thread);
    this.touched(thread);
  }

  /**
   * The parent heard a Worker's end. When it ended, the Worker knows better; with which code, its parent: the
   * Worker told its own before the last of its exit listeners had run.
   */
  workerExited(worker: ThreadRecord, timeNs: Nanoseconds, exitCode: number | null): void {
    const toldItself = worker.endedNs !== null;
    // Stopped from outside a Worker ends with code 1.
    if (!toldItself) this.endThread(worker, timeNs, exitCode ?? 1, null);
    if (exitCode !== null) {
      worker.exitCode = exitCode;
      worker.outcome = exitCode === 0 && !worker.died ? 'finished' : 'failed';
    }
    if (!toldItself && worker.terminateCalled && !worker.died) worker.outcome = 'killed';
    this.touched(worker);
  }

  /** Its parent was told what a Worker died of that could not tell so itself. Its exit event comes next. */
  workerFailed(worker: ThreadRecord, timeNs: Nanoseconds, error: ThreadError): void {
    worker.uncaught = error;
    worker.died = true;
    this.concludeLater(() => {
      this.endThread(worker, timeNs, 1, null);
      worker.outcome = 'failed';
    });
    this.touched(worker);
  }

  /** A conclusion from what a parent told that holds only if its Worker, once read, does not know better. */
  concludeLater(conclusion: () => void): void {
    this.pendingConclusions.push(conclusion);
  }

  get hasPendingConclusions(): boolean {
    return this.pendingConclusions.length > 0;
  }

  takePendingConclusions(): (() => void)[] {
    const pending = this.pendingConclusions;
    this.pendingConclusions = [];
    return pending;
  }

  /** Everything that was written up to `horizonNs` has been read. */
  settleUpTo(horizonNs: Nanoseconds): void {
    this.channels.settleUpTo(horizonNs);
    this.threadMessages.settleUpTo(horizonNs);
  }

  /** Everything that was ever written has been read. */
  conclude(): void {
    this.threadMessages.settleUpTo(Infinity);
    this.channels.conclude(sender => {
      const thread = this.threads[sender];
      if (thread === undefined) return;
      thread.sent++;
      this.touched(thread);
    });
  }

  /** A process is over, and with it every thread of it that is not. */
  endProcess(process: ProcessRecord, end: ProcessEnd): void {
    this.changedProcesses.add(process);
    const main = process.threads.get(0);
    for (const thread of process.threads.values()) {
      if (thread.endedNs === null) {
        this.endThread(
          thread,
          end.timeNs,
          thread === main && end.signal === null ? end.exitCode : null,
          null,
        );
      }
    }
    // They lived as long as their process, which is all that can be said.
    for (const thread of process.runtimeThreads) this.endThread(thread, end.timeNs, 0, null);
    process.endedNs ??= main?.endedNs ?? end.timeNs;
    process.signal = end.signal;
    process.exitCode = end.signal === null ? (end.exitCode ?? main?.exitCode ?? null) : null;
    if (
      main !== undefined &&
      end.signal === null &&
      end.exitCode !== null &&
      main.exitCode !== end.exitCode
    ) {
      // The code that the OS saw is the code, whatever the exit event said before its last listener ran.
      main.exitCode = end.exitCode;
      main.outcome = end.exitCode === 0 ? 'finished' : 'failed';
      this.touched(main);
    }
    process.outcome =
      end.signal !== null || (process.exitCode === null && main?.outcome !== 'finished')
        ? 'killed'
        : (process.exitCode ?? 0) === 0
          ? 'finished'
          : 'failed';
    if (this.byPid.get(process.pid) === process) this.byPid.delete(process.pid);
  }

  /** The last process that had a pid; it may be over. */
  lastOfPid(pid: number): ProcessRecord | undefined {
    return this.processes.filter(each => each.pid === pid).at(-1);
  }

  /** Who started a process was told how it ended. By a signal: its number, negative. */
  childEnded(pid: number, exitCode: number): void {
    if (exitCode < 0) return;
    this.concludeLater(() => {
      // What it told of itself may be read only now.
      const process = this.lastOfPid(pid);
      const main = process?.threads.get(0);
      if (process === undefined || main === undefined) return;
      const outcome = exitCode === 0 && main.outcome !== 'failed' ? 'finished' : 'failed';
      main.exitCode = exitCode;
      if (main.endedNs !== null) main.outcome = outcome;
      if (process.endedNs !== null && process.signal === null) {
        process.exitCode = exitCode;
        process.outcome = exitCode === 0 ? 'finished' : 'failed';
      }
      this.changedProcesses.add(process);
      this.touched(main);
    });
  }

  setOsFacts(thread: ThreadRecord, facts: OsFacts): void {
    thread.os = facts;
    this.touched(thread);
  }

  get livingProcesses(): ProcessRecord[] {
    return [...this.byPid.values()];
  }

  private processOf(hello: HelloText): ProcessRecord {
    const known = this.byPid.get(hello.pid);
    const isAnother =
      known !== undefined && hello.isMainThread && (known.threads.get(0)?.startedNs ?? null) !== null;
    if (known !== undefined && !isAnother) {
      if (hello.isMainThread) this.describeProcess(known, hello);
      return known;
    }
    if (known !== undefined) {
      const main = known.threads.get(0);
      // A program that put another in its own place (`exec`): that one has the environment from this very process.
      if (hello.ancestorPid === hello.pid && main !== undefined && main.endedNs === null) {
        this.endThread(main, hello.bootNs, 0, null);
        main.exitCode = null;
      }
      this.endProcess(known, { timeNs: hello.bootNs, exitCode: null, signal: null });
    }
    const process: ProcessRecord = {
      key: this.processes.length,
      pid: hello.pid,
      parentPid: hello.parentPid,
      ancestorPid: 0,
      parent: null,
      runtime: hello.runtime,
      runtimeVersion: hello.runtimeVersion,
      title: hello.runtime,
      captureSignal: 0,
      startedNs: hello.bootNs,
      endedNs: null,
      outcome: 'running',
      exitCode: null,
      signal: null,
      threads: new Map(),
      runtimeThreads: [],
    };
    this.processes.push(process);
    this.byPid.set(hello.pid, process);
    this.describeProcess(process, hello);
    return process;
  }

  private describeProcess(process: ProcessRecord, hello: HelloText): void {
    process.parentPid = hello.parentPid;
    process.ancestorPid = hello.ancestorPid;
    process.captureSignal = hello.captureSignal ?? 0;
    process.startedNs = Math.min(process.startedNs, hello.bootNs);
    this.kinship.introduce(process);
    if (hello.file !== null) process.title = hello.file.replace(/^.*[\\/]/, '');
    this.changedProcesses.add(process);
  }
}
