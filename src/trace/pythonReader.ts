import {
  readBareName,
  readBlindSpot,
  readForked,
  readInterpreter,
  readName,
  readPlace,
  readSyncObject,
  readThreadShape,
} from '../protocol/pythonTexts.ts';
import { readCall } from '../protocol/textReaders.ts';
import { blockResults, blockVerbs, recordKinds, type BlockVerb, type RecordKind } from '../protocol/wire.ts';
import type { ThreadShapeText } from '../protocol/texts.ts';
import { pythonThreadKinds } from '../protocol/words.ts';
import type { Nanoseconds, PythonThreadKind, SourcePlace, ThreadState } from '../protocol/words.ts';
import { isDebuggerFile } from './debuggerFiles.ts';
import type { ThreadRecord } from './entities.ts';
import { blockedIn, blockedInDone } from './pythonCauses.ts';
import type { GilFacts } from './pythonTimeline.ts';
import type { PythonWait } from './pythonWaits.ts';
import { noPlace } from './places.ts';
import { noCause } from './spans.ts';
import { errorIn, tookVitals } from './toldAlike.ts';
import type { Trace } from './trace.ts';

/** What a thread does in each wait. */
const stateOf: Record<BlockVerb, ThreadState> = {
  acquire: 'blocked',
  wait: 'blocked',
  get: 'waiting',
  put: 'blocked',
  join: 'blocked',
  sleep: 'sleeping',
  result: 'blocked',
  exit: 'blocked',
  allDone: 'blocked',
};

/** Writes what a process of Python told into the trace: one stream, in which all its threads tell in turn. */
export class PythonReader {
  private speaker: ThreadRecord;
  private gil: GilFacts | null = null;
  private readonly shapes = new Map<number, ThreadShapeText>();
  /** By their numbers in the stream, those in the trace. */
  private readonly places = new Map<number, number>();

  constructor(
    private readonly trace: Trace,
    private readonly main: ThreadRecord,
  ) {
    this.speaker = main;
  }

  record(
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: Nanoseconds,
    fields: Readonly<Float64Array>,
    text: string | null,
  ): void {
    const { trace, speaker } = this;
    const f0 = fields[0] as number;
    const f1 = fields[1] as number;
    const f2 = fields[2] as number;
    switch (kind) {
      case recordKinds.speaks:
        this.speaker = this.thread(id);
        return;
      case recordKinds.codeBegins:
        speaker.codeBeginsNs = timeNs;
        speaker.timeline.codeBegins(timeNs, NaN);
        break;
      case recordKinds.pythonBegins:
        this.interpreter(text);
        break;
      case recordKinds.threadShape: {
        const shape = readThreadShape(text);
        if (shape !== null) this.shapes.set(id, shape);
        return;
      }
      case recordKinds.place: {
        const place = readPlace(text);
        if (place !== null) this.places.set(id, trace.places.numberOf(place));
        return;
      }
      case recordKinds.threadMade:
        this.made(id, detail === 1, f0, timeNs, text);
        break;
      case recordKinds.threadStarted:
        this.started(id, detail === 1, f0, timeNs, text);
        break;
      case recordKinds.threadBegan:
        this.began(id, pythonThreadKinds[detail] ?? 'Thread', f0, timeNs, text);
        break;
      case recordKinds.threadReturned:
        trace.endThread(speaker, timeNs, detail === 1 ? 1 : 0, null);
        break;
      case recordKinds.uncaught:
        speaker.uncaught = errorIn(text) ?? speaker.uncaught;
        break;
      case recordKinds.exitCalled:
        speaker.exitCalledAt = readCall(text).at;
        break;
      case recordKinds.exit:
        trace.endThread(speaker, timeNs, id | 0, null);
        // Who started it, or the OS, may know.
        if (detail === 1) speaker.exitCode = null;
        return;
      case recordKinds.syncMade:
        trace.pythonLocks.made(this.main.process, id, readSyncObject(text));
        return;
      case recordKinds.blockBegins:
        this.blockBegins(blockVerbs[detail] ?? 'wait', id, timeNs, f0, f1, this.placeOf(f2));
        break;
      case recordKinds.blockEnds:
        this.blockEnds(detail, timeNs, f0, this.placeOf(f1), this.placeOf(f2));
        break;
      case recordKinds.tally:
        trace.pythonLocks.tallied(this.main.process, id, f0, f1);
        return;
      case recordKinds.taskBegins:
        this.task(timeNs, readName(text) ?? '?');
        break;
      case recordKinds.taskEnds:
        this.task(timeNs, null);
        break;
      case recordKinds.childSpawned:
        trace.kinship.spawned(id, { by: speaker, timeNs, at: readCall(text).at });
        return;
      case recordKinds.forked:
        this.forked(id, timeNs, text);
        return;
      case recordKinds.childEnded:
        trace.childEnded(id, f0);
        return;
      case recordKinds.blindSpot: {
        const spot = readBlindSpot(text);
        if (spot !== null) trace.blindSpots.add(`Not seen in ${this.main.process.title}: ${spot.what}.`);
        return;
      }
      case recordKinds.vitals:
        tookVitals(speaker, timeNs, fields, 0);
        break;
      case recordKinds.lost:
        this.trace.lose(speaker, f0);
        break;
      default:
        return;
    }
    trace.touched(speaker);
  }

  private thread(number: number): ThreadRecord {
    const thread = this.trace.threadOf(this.main.process, number);
    if (thread.python !== null) thread.python.timeline.gil ??= this.gil;
    return thread;
  }

  private interpreter(text: string | null): void {
    const { hasGil, switchMs, ident } = readInterpreter(text);
    const { causes } = this.trace;
    this.gil = {
      hasGil,
      switchNs: switchMs * 1e6,
      futex: causes.systemCall('futex'),
      gil: causes.other('the GIL: another thread runs Python code'),
      unseenLock: causes.other('a lock that the probe cannot see'),
      contenders: 0,
    };
    const { python } = this.main;
    if (python === null) return;
    python.timeline.gil = this.gil;
    python.ident = ident;
  }

  private made(
    number: number,
    daemon: boolean,
    shape: number,
    timeNs: Nanoseconds,
    text: string | null,
  ): void {
    const thread = this.thread(number);
    const told = this.shapes.get(shape) ?? null;
    thread.parent = this.speaker;
    thread.createdNs = timeNs;
    thread.name = readBareName(text) ?? thread.name;
    if (told !== null) {
      thread.createdAt = told.at;
      thread.isDebuggers = told.at !== null && isDebuggerFile(told.at.file);
      const { kind, class: className, target, args, argCount, kwargs } = told;
      if (thread.python !== null)
        thread.python.constructed = { kind, className, target, args, argCount, kwargs, daemon };
    }
    thread.timeline.created(timeNs);
    this.trace.touched(thread);
  }

  private started(
    number: number,
    daemon: boolean,
    place: number,
    timeNs: Nanoseconds,
    text: string | null,
  ): void {
    const thread = this.thread(number);
    const { python } = thread;
    if (python !== null) {
      python.startedAt = this.trace.places.at(this.placeOf(place));
      if (python.constructed !== null) python.constructed = { ...python.constructed, daemon };
    }
    thread.name = readName(text) ?? thread.name;
    thread.startedNs = timeNs;
    thread.timeline.starting(timeNs);
    this.trace.touched(thread);
  }

  private began(
    osThreadId: number,
    kind: PythonThreadKind,
    ident: number,
    timeNs: Nanoseconds,
    text: string | null,
  ): void {
    const { speaker } = this;
    const { python } = speaker;
    if (python === null) return;
    python.ident = ident;
    python.constructed ??= {
      kind,
      className: null,
      target: null,
      args: [],
      argCount: 0,
      kwargs: [],
      daemon: true,
    };
    speaker.name = readName(text) ?? speaker.name;
    speaker.osThreadId = osThreadId === 0 ? null : osThreadId;
    // A thread that was made in C had begun before; when, nobody says.
    if (Number.isNaN(speaker.createdNs)) speaker.createdNs = timeNs;
    speaker.startedNs ??= timeNs;
    speaker.codeBeginsNs = timeNs;
    speaker.timeline.codeBegins(timeNs, NaN);
  }

  private blockBegins(
    verb: BlockVerb,
    id: number,
    timeNs: Nanoseconds,
    timeoutMs: number,
    ownerNumber: number,
    place: number,
  ): void {
    const { speaker, trace } = this;
    const { process } = this.main;
    const isOfObject = verb !== 'join' && verb !== 'sleep' && verb !== 'exit';
    const object = isOfObject ? trace.pythonLocks.object(process, id) : null;
    const joined = verb === 'join' ? this.thread(id) : null;
    const owner = object !== null && Number.isInteger(ownerNumber) ? this.thread(ownerNumber) : null;
    const wait: PythonWait = { verb, object, joined, timeoutMs, sinceNs: timeNs, place, result: null };
    trace.pythonWaits.begins(speaker, wait);
    if (object !== null)
      trace.pythonLocks.waitBegins({ thread: speaker, object, verb, sinceNs: timeNs, owner });
    const words = blockedIn({ ...wait, owner: this.nameOf(owner) }, this.nameOf(joined));
    const cause = trace.causes.other(words, place);
    speaker.python?.timeline.blockBegins(timeNs, stateOf[verb], cause);
  }

  /** @param latePlace the line that waited, if that is told only now */
  private blockEnds(
    detail: number,
    timeNs: Nanoseconds,
    wakerNumber: number,
    wokenFrom: number,
    latePlace: number,
  ): void {
    const { speaker, trace } = this;
    const result = blockResults[detail] ?? 'raised';
    const wait = trace.pythonWaits.ends(speaker, result);
    if (wait === null) return;
    if (wait.object !== null) trace.pythonLocks.waitEnds(speaker, timeNs, result);
    const waker = Number.isInteger(wakerNumber) ? this.thread(wakerNumber) : null;
    const words = blockedInDone(wait, this.nameOf(wait.joined), result, this.nameOf(waker));
    const { causes } = trace;
    const place = wait.place === noPlace ? latePlace : wait.place;
    const isWoken = waker !== null && waker !== speaker && result === 'ok';
    const cause = isWoken
      ? causes.woken({ text: words, place, waker: waker.key, wokenFrom })
      : causes.other(words, place);
    speaker.python?.timeline.blockEnds(timeNs, cause);
  }

  private placeOf(number: number): number {
    return this.places.get(number) ?? noPlace;
  }

  private nameOf(thread: ThreadRecord | null): string | null {
    return thread === null ? null : this.trace.names.of(thread);
  }

  private task(timeNs: Nanoseconds, name: string | null): void {
    const { python } = this.speaker;
    if (python === null) return;
    python.task = name;
    if (name !== null) python.tasks++;
    const cause = name === null ? noCause : this.trace.causes.other(`runs the task ${name}`);
    python.timeline.runsTask(timeNs, cause);
  }

  private forked(number: number, timeNs: Nanoseconds, text: string | null): void {
    const told = readForked(text);
    if (told === null) return;
    const { process } = this.main;
    const parent = this.trace.processes.find(each => each.key === process.parent);
    if (parent?.pid !== told.parentPid) return;
    this.spawnedBy(this.trace.threadOf(parent, number), timeNs, told.at);
  }

  private spawnedBy(by: ThreadRecord, timeNs: Nanoseconds, at: SourcePlace | null): void {
    const { process } = this.main;
    this.trace.kinship.spawned(process.pid, { by, timeNs: Math.min(timeNs, process.startedNs), at });
  }
}
