import type { ProcessKey, ThreadKey } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { StreamDecoder } from '../protocol/decoder.ts';
import { DebuggerStops, type DebuggerWord } from '../trace/debuggerStops.ts';
import type { OsFacts, ProcessRecord, ThreadRecord } from '../trace/entities.ts';
import { noCause } from '../trace/spans.ts';
import { StreamReader } from '../trace/streamReader.ts';
import { Trace } from '../trace/trace.ts';
import { threadView } from '../trace/views.ts';
import { hideSecretsIn } from './hiddenInStream.ts';
import type { CoreUse, Inputs, OsSample } from './inputs.ts';
import type { RootEnd } from './recording.ts';

interface Stream {
  readonly decoder: StreamDecoder;
  readonly reader: StreamReader;
  strangeBytes: number;
}

/** What was found in the run's folder that could not be used. */
export interface IntakeLosses {
  readonly refusedStreams: number;
  readonly skippedBytes: number;
  readonly missingFrames: number;
  readonly unknownRecords: number;
}

/** A record is on the disk, and read, at the latest so long after it was made, unless its thread is busy. */
const readDelayNs = 100e6;

/**
 * Makes a trace of what comes in, and passes it on to whoever keeps it. Has no clock and looks at nothing by
 * itself, so that the same inputs make the same trace again. One per trace, and the only one that writes to it.
 */
export class Intake implements Inputs {
  private readonly streams: Stream[] = [];
  private readonly debuggerStops: DebuggerStops;
  private pendingConclusions: readonly (() => void)[] = [];
  /** Names that are given meanwhile come of what is taken in, and will do so again. */
  private isTakingIn = false;
  private journal: Inputs | null = null;
  rootPid: number | null = null;
  rootEnd: RootEnd | null = null;
  problems: readonly string[] = [];
  recorderShare: number | null = null;

  private token = '';
  /** Unknown until it is told: more than any program has threads. */
  private cores = Infinity;

  constructor(readonly trace = new Trace()) {
    this.debuggerStops = new DebuggerStops(trace);
    trace.names.onGiven = ({ key }) => {
      if (!this.isTakingIn) this.journal?.threadNamed(key);
    };
    trace.buffers.onNumbered = (thread, buffer) => {
      if (!this.isTakingIn) this.journal?.bufferNumbered(thread, buffer);
    };
  }

  /** What comes in from now on is passed on, before it is taken in; with `null`, to nobody any more. */
  passOnTo(journal: Inputs | null): void {
    this.journal = journal;
  }

  get losses(): IntakeLosses {
    const losses = { refusedStreams: 0, skippedBytes: 0, missingFrames: 0, unknownRecords: 0 };
    for (const { decoder, reader, strangeBytes } of this.streams) {
      if (reader.refused !== null) losses.refusedStreams++;
      losses.skippedBytes += decoder.losses.skippedBytes + strangeBytes;
      losses.missingFrames += decoder.losses.missingFrames;
      losses.unknownRecords += decoder.losses.unknownRecords;
    }
    return losses;
  }

  get streamCount(): number {
    return this.streams.length;
  }

  /** It did not introduce itself as one of this run. */
  isRefused(stream: number): boolean {
    return this.stream(stream).reader.refused !== null;
  }

  /** Whose stream it is; `null` while that is not known. */
  speakerOf(stream: number): ThreadRecord | null {
    return this.stream(stream).reader.speaker;
  }

  /** Its thread has told its end, or somebody told it of it. */
  isOver(stream: number): boolean {
    return this.stream(stream).reader.isOver;
  }

  /** Nobody can tell any more. */
  get hasEnded(): boolean {
    return this.rootEnd !== null && this.trace.livingProcesses.length === 0;
  }

  tokenGiven(token: string): void {
    this.journal?.tokenGiven(token);
    this.token = token;
  }

  rootStarted(pid: number): void {
    this.journal?.rootStarted(pid);
    this.rootPid = pid;
  }

  rootEnded(end: RootEnd): void {
    this.journal?.rootEnded(end);
    this.rootEnd = end;
  }

  streamFound(pid: number, threadId: number): void {
    this.journal?.streamFound(pid, threadId);
    const reader = new StreamReader(this.trace, this.token, pid, threadId);
    this.streams.push({ decoder: new StreamDecoder(this.token, reader), reader, strangeBytes: 0 });
  }

  streamRead(stream: number, bytes: Uint8Array): void {
    // Before both, so that both have the same.
    if (this.journal !== null) hideSecretsIn(bytes);
    this.journal?.streamRead(stream, bytes);
    const { decoder } = this.stream(stream);
    this.takeIn(() => decoder.push(bytes));
  }

  strangersFound(stream: number, bytes: number): void {
    const record = this.stream(stream);
    if (record.strangeBytes === bytes) return;
    this.journal?.strangersFound(stream, bytes);
    record.strangeBytes = bytes;
  }

  streamEnded(stream: number): void {
    this.journal?.streamEnded(stream);
    this.stream(stream).decoder.end();
  }

  conclusionsTaken(): void {
    this.journal?.conclusionsTaken();
    this.pendingConclusions = this.trace.takePendingConclusions();
  }

  conclusionsDrawn(): void {
    this.journal?.conclusionsDrawn();
    const pending = this.pendingConclusions;
    this.pendingConclusions = [];
    this.takeIn(() => {
      for (const conclude of pending) conclude();
    });
  }

  roundEnded(): void {
    this.journal?.roundEnded();
    this.debuggerStops.settle();
    this.takeIn(() => this.trace.settleUpTo(this.trace.latestNs - readDelayNs));
  }

  processEnded(process: ProcessKey, timeNs: Nanoseconds, end: RootEnd): void {
    this.journal?.processEnded(process, timeNs, end);
    this.takeIn(() => this.trace.endProcess(this.process(process), { timeNs, ...end }));
  }

  /** Names are settled as well, so that they do not depend on what is asked from now on. */
  concluded(): void {
    this.journal?.concluded();
    const { trace } = this;
    this.takeIn(() => {
      trace.conclude();
      for (const thread of trace.threads) threadView(trace, thread, trace.latestNs);
      trace.causes.numberBuffers();
    });
    this.lookForFindings(trace.latestNs, true);
  }

  runtimeThreadFound(process: ProcessKey, osThreadId: number, name: string, sinceNs: Nanoseconds): void {
    this.journal?.runtimeThreadFound(process, osThreadId, name, sinceNs);
    this.trace.runtimeThreadFound(this.process(process), osThreadId, name, sinceNs);
  }

  sampled(thread: ThreadKey, sample: OsSample, use: CoreUse | null): void {
    this.journal?.sampled(thread, sample, use);
    const { trace } = this;
    const record = this.thread(thread);
    const { timeNs, call } = sample;
    if (use !== null) trace.cores.add(use.core, thread, use.fromNs, timeNs, use.ranNs);
    const cause = call === null ? noCause : trace.causes.systemCall(call);
    record.timeline.sampled({ ...sample, cause });
    trace.saw(timeNs);
    trace.touched(record);
  }

  stoodStill(thread: ThreadKey, timeNs: Nanoseconds): void {
    const record = this.thread(thread);
    // Of a thread of Node nothing follows from that.
    if (record.python === null) return;
    this.journal?.stoodStill(thread, timeNs);
    record.timeline.stoodStill(timeNs);
  }

  osFactsRead(thread: ThreadKey, timeNs: Nanoseconds, facts: OsFacts): void {
    this.journal?.osFactsRead(thread, timeNs, facts);
    const record = this.thread(thread);
    record.history.add(timeNs, facts.cpuNs, NaN);
    this.trace.setOsFacts(record, facts);
  }

  /** The last word on its CPU time is for the share of its whole life. */
  threadGone(thread: ThreadKey, seenNs: Nanoseconds, cpuNs: number): void {
    this.journal?.threadGone(thread, seenNs, cpuNs);
    const record = this.thread(thread);
    const { os, kind, endedNs } = record;
    if (os !== null) this.trace.setOsFacts(record, { ...os, cpuNs, kernel: null });
    if (kind === 'runtime' && endedNs === null) this.trace.endThread(record, seenNs, 0, null);
  }

  problemsTold(problems: readonly string[]): void {
    if (isSame(problems, this.problems)) return;
    this.journal?.problemsTold(problems);
    this.problems = problems;
  }

  costMeasured(share: number | null): void {
    if (share === this.recorderShare) return;
    this.journal?.costMeasured(share);
    this.recorderShare = share;
  }

  debuggerSaid(word: DebuggerWord): void {
    this.journal?.debuggerSaid(word);
    this.debuggerStops.said(word);
  }

  lookedForFindings(timeNs: Nanoseconds, cores: number): void {
    this.journal?.lookedForFindings(timeNs, cores);
    this.cores = cores;
    this.lookForFindings(timeNs, false);
  }

  captured(capture: StackCapture): void {
    this.journal?.captured(capture);
    this.trace.captures.add(capture);
    this.trace.saw(capture.atNs);
  }

  threadNamed(thread: ThreadKey): void {
    this.trace.names.of(this.thread(thread));
  }

  bufferNumbered(thread: ThreadKey, buffer: number): void {
    this.trace.buffers.identity(thread, buffer);
  }

  private lookForFindings(nowNs: Nanoseconds, isLast: boolean): void {
    const { trace, cores } = this;
    this.takeIn(() => trace.findings.look(trace, { nowNs, cores, isLast }));
  }

  private takeIn(change: () => void): void {
    this.isTakingIn = true;
    try {
      change();
    } finally {
      this.isTakingIn = false;
    }
  }

  private stream(stream: number): Stream {
    return there(this.streams[stream], 'stream', stream);
  }

  private process(process: ProcessKey): ProcessRecord {
    return there(this.trace.processes[process], 'process', process);
  }

  private thread(thread: ThreadKey): ThreadRecord {
    return there(this.trace.threads[thread], 'thread', thread);
  }
}

/** @throws RangeError for what only a journal that was made up can speak of */
function there<Thing>(thing: Thing | undefined, what: string, number: number): Thing {
  if (thing === undefined) throw new RangeError(`There is no ${what} ${number}.`);
  return thing;
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
