import type { RecordSink } from '../protocol/decoder.ts';
import {
  readBuffer,
  readCall,
  readEndOpened,
  readHello,
  readLock,
  readWorkerCreated,
} from '../protocol/textReaders.ts';
import { recordKinds, waitResults, wireVersion, type RecordKind } from '../protocol/wire.ts';
import type { ConstructorSummary } from '../protocol/words.ts';
import { CallPlaces } from './callPlaces.ts';
import type { ThreadRecord } from './entities.ts';
import { Handlers } from './handlers.ts';
import { hideSecrets } from './hiddenSecrets.ts';
import { PythonReader } from './pythonReader.ts';
import { noCause } from './spans.ts';
import { errorIn, tookVitals } from './toldAlike.ts';
import type { Trace } from './trace.ts';

/** One tells what is wrong; a program in which everything has too many has the same mistake everywhere. */
const mostListenerWarnings = 5;

/** Why a stream is not listened to. */
export type Refusal = 'no hello' | 'wrong token' | 'other version';

/** Writes what one thread's stream says into the trace. One per stream, lives as long as it is read. */
export class StreamReader implements RecordSink {
  private thread: ThreadRecord | null = null;
  private handlers: Handlers | null = null;
  private python: PythonReader | null = null;
  private readonly places: CallPlaces;
  refused: Refusal | null = null;

  constructor(
    private readonly trace: Trace,
    private readonly token: string,
    /** What the stream's file name says: a stream that introduces itself as another is not believed. */
    private readonly pid: number,
    private readonly threadId: number,
  ) {
    this.places = new CallPlaces(trace.places);
  }

  /** Whose stream it is; `null` until it has introduced itself, or when it is not listened to. */
  get speaker(): ThreadRecord | null {
    return this.refused === null ? this.thread : null;
  }

  /** Whether the thread has told its end, or somebody told it of it. */
  get isOver(): boolean {
    return this.thread !== null && this.thread.endedNs !== null;
  }

  record(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    fields: Readonly<Float64Array>,
    text: string | null,
  ): void {
    if (this.refused !== null) return;
    if (this.thread === null || this.handlers === null) {
      this.thread = this.introduce(kind, text);
      if (this.thread?.process.runtime === 'python') this.python = new PythonReader(this.trace, this.thread);
      if (this.thread !== null) this.handlers = new Handlers(this.trace.channels.deliveries, this.thread.key);
      return;
    }
    this.trace.saw(timeNs);
    if (this.python !== null) {
      this.python.record(kind, detail, id, timeNs, fields, text);
      return;
    }
    this.tell(this.thread, this.handlers, kind, detail, id, timeNs, fields, text);
  }

  private introduce(kind: RecordKind, text: string | null): ThreadRecord | null {
    const hello = kind === recordKinds.hello ? readHello(text) : null;
    if (hello === null || hello.pid !== this.pid || hello.threadId !== this.threadId)
      this.refused = 'no hello';
    else if (hello.token !== this.token) this.refused = 'wrong token';
    else if (hello.version !== wireVersion) this.refused = 'other version';
    else return this.trace.threadSaidHello(hello);
    return null;
  }

  private tell(
    thread: ThreadRecord,
    handlers: Handlers,
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    fields: Readonly<Float64Array>,
    text: string | null,
  ): void {
    const { trace } = this;
    const { timeline, process } = thread;
    // Not by destructuring, which iterates: this is done for each of millions.
    const f0 = fields[0] as number;
    const f1 = fields[1] as number;
    const f2 = fields[2] as number;
    switch (kind) {
      case recordKinds.hello:
        return;
      case recordKinds.codeBegins:
        thread.codeBeginsNs = timeNs;
        timeline.codeBegins(timeNs, f0);
        handlers.sliceBegins(timeNs, f0, true);
        break;
      case recordKinds.exit:
        handlers.sliceEnds(timeNs, f0);
        trace.endThread(thread, timeNs, id | 0, f0);
        return;
      case recordKinds.uncaught:
        thread.uncaught = errorIn(text) ?? thread.uncaught;
        break;
      case recordKinds.exitCalled:
        thread.exitCalledAt = readCall(text).at;
        break;
      case recordKinds.workerCreated:
        this.workerCreated(thread, id, timeNs, text);
        break;
      case recordKinds.workerOnline: {
        const worker = trace.threadOf(process, id);
        worker.onlineNs = timeNs;
        // Only of a Worker that does not tell for itself is that all there is; whether it does shows later.
        trace.concludeLater(() => worker.timeline.upWithoutProbe(timeNs));
        trace.touched(worker);
        break;
      }
      case recordKinds.workerExited: {
        const worker = trace.threadOf(process, id);
        trace.concludeLater(() => trace.workerExited(worker, timeNs, Number.isInteger(f0) ? f0 : null));
        break;
      }
      case recordKinds.terminateCalled: {
        const worker = trace.threadOf(process, id);
        worker.terminateCalled = true;
        if (detail === 1) worker.terminatedByUser = true;
        else worker.terminateCalledAt = readCall(text).at;
        trace.touched(worker);
        break;
      }
      case recordKinds.endOpened:
        trace.channels.opened(thread.key, id, process.key, thread.threadId, timeNs, readEndOpened(text));
        return;
      case recordKinds.channelOpened:
        trace.channels.channelMade(thread.key, id, f0);
        return;
      case recordKinds.endMoved:
        trace.channels.moved(thread.key, id, f0, f1, f2, fields[3] as number, fields[4] as number);
        return;
      case recordKinds.endArrived:
        trace.channels.arrived(thread.key, id, f0, f1, f2);
        return;
      case recordKinds.sent:
      case recordKinds.sentSized:
        thread.sent++;
        trace.channels.sent(thread.key, id, timeNs, f1, f0, kind === recordKinds.sentSized ? f2 : NaN);
        break;
      case recordKinds.received:
        thread.received++;
        if (!Number.isNaN(f1)) timeline.idleSoFar(timeNs, f1);
        handlers.delivery(timeNs, f1);
        trace.channels.received(thread.key, id, timeNs, f0);
        break;
      case recordKinds.messageError:
        thread.failedMessages++;
        handlers.delivery(timeNs, f1);
        trace.channels.received(thread.key, id, timeNs, f0);
        break;
      case recordKinds.sentToThread:
        thread.sent++;
        trace.threadMessages.sent(thread, id, timeNs, f0);
        break;
      case recordKinds.receivedFromThread:
        if (detail === 0) thread.received++;
        handlers.delivery(timeNs, NaN);
        trace.threadMessages.received(thread, detail === 0 ? id : null, timeNs);
        break;
      case recordKinds.waitBegins: {
        this.metBuffer(thread, id, text);
        const cause = trace.causes.atomicsWait(thread.key, id, f0, f1, this.places.take(timeNs));
        timeline.waitBegins(timeNs, cause);
        break;
      }
      case recordKinds.waitEnds: {
        const result = waitResults[detail] ?? 'threw';
        const cause = trace.causes.ended(timeline.waitCause, result, this.places.take(timeNs));
        timeline.waitEnds(timeNs, cause);
        break;
      }
      case recordKinds.place:
        this.places.tells(id, text);
        return;
      case recordKinds.calledFrom:
        this.places.calledFrom(id, timeNs);
        return;
      case recordKinds.notified:
        this.metBuffer(thread, id, text);
        if (f2 > 0) trace.wakeUps.add(thread.key, id, f0, timeNs, this.places.take(timeNs));
        return;
      case recordKinds.asyncWaitBegins:
        this.metBuffer(thread, id, text);
        trace.asyncWaits.begins(thread.key, f2, timeNs, id, f0, f1);
        break;
      case recordKinds.asyncWaitEnds:
        trace.asyncWaits.ends(thread.key, id, timeNs, waitResults[detail] ?? 'threw');
        break;
      case recordKinds.sliceBegins:
        timeline.sliceBegins(timeNs, f0, detail === 0);
        handlers.sliceBegins(timeNs, f0, detail === 0);
        break;
      case recordKinds.sliceEnds:
        timeline.sliceEnds(timeNs, f0);
        handlers.sliceEnds(timeNs, f0);
        break;
      case recordKinds.vitals:
        this.vitals(thread, timeNs, fields, detail);
        handlers.idleSoFar(timeNs, fields[4] as number);
        break;
      case recordKinds.beforeExit:
        thread.beforeExitNs = timeNs;
        break;
      case recordKinds.workerFailed: {
        const error = errorIn(text);
        if (error !== null) trace.workerFailed(trace.threadOf(process, id), timeNs, error);
        break;
      }
      case recordKinds.listenersExceeded: {
        const warning = errorIn(text);
        if (warning !== null && thread.listenerWarnings.length < mostListenerWarnings)
          thread.listenerWarnings.push({ timeNs, message: warning.message, stack: warning.stack });
        return;
      }
      case recordKinds.childSpawned:
        trace.kinship.spawned(id, { by: thread, timeNs, at: readCall(text).at });
        return;
      case recordKinds.lockRequested: {
        const lock = readLock(text);
        if (lock !== null) trace.locks.requested(thread, id, timeNs, lock);
        return;
      }
      case recordKinds.lockGranted:
        trace.locks.granted(thread, id, timeNs);
        return;
      case recordKinds.lockMissed:
      case recordKinds.lockEnded:
        trace.locks.ended(thread, id, timeNs);
        return;
      // The decoder hands these over as what they are short for.
      case recordKinds.sentPacked:
      case recordKinds.receivedPacked:
        return;
      // Python's: see PythonReader.
      case recordKinds.speaks:
      case recordKinds.threadMade:
      case recordKinds.threadStarted:
      case recordKinds.threadBegan:
      case recordKinds.threadReturned:
      case recordKinds.syncMade:
      case recordKinds.blockBegins:
      case recordKinds.blockEnds:
      case recordKinds.tally:
      case recordKinds.taskBegins:
      case recordKinds.taskEnds:
      case recordKinds.forked:
      case recordKinds.childEnded:
      case recordKinds.blindSpot:
      case recordKinds.pythonBegins:
      case recordKinds.threadShape:
        return;
      case recordKinds.lost:
        this.trace.lose(thread, f0);
        break;
    }
    trace.touched(thread);
  }

  private vitals(thread: ThreadRecord, timeNs: number, fields: Readonly<Float64Array>, detail: number): void {
    tookVitals(thread, timeNs, fields, detail);
    const [, , , , idleNs = NaN, , runNs = NaN, readyNs = NaN] = fields;
    if (!Number.isNaN(runNs + readyNs))
      thread.timeline.sampled({ timeNs, runNs, readyNs, at: 'runnable', cause: noCause });
    if (!Number.isNaN(idleNs)) thread.timeline.idleSoFar(timeNs, idleNs);
  }

  /** The first time that a thread tells of a buffer, it tells where it has it from. */
  private metBuffer(thread: ThreadRecord, buffer: number, text: string | null): void {
    const path = readBuffer(text)?.path;
    if (path !== undefined)
      this.trace.buffers.found(thread.key, buffer, thread.process.key, thread.threadId, path);
  }

  private workerCreated(parent: ThreadRecord, threadId: number, timeNs: number, text: string | null): void {
    const told = readWorkerCreated(text);
    const worker = this.trace.threadOf(parent.process, threadId);
    worker.parent = parent;
    worker.createdNs = timeNs;
    if (told !== null) {
      worker.name = told.name ?? worker.name;
      worker.createdAt = told.at;
      worker.constructed = withoutSecrets(told.constructed);
      const { channels, buffers } = this.trace;
      const { key: process } = parent.process;
      if (told.end !== null) channels.workerMade(parent.key, told.end, process, threadId);
      for (const [path, end] of told.ends) channels.movedWithWorker(parent.key, end, process, threadId, path);
      for (const [path, buffer] of told.buffers)
        buffers.sharedWithWorker(parent.key, buffer, process, threadId, path);
    }
    worker.timeline.created(timeNs);
    this.trace.touched(worker);
  }
}

function withoutSecrets(constructed: ConstructorSummary): ConstructorSummary {
  const { execArgv } = constructed;
  return execArgv === null ? constructed : { ...constructed, execArgv: hideSecrets(execArgv) };
}
