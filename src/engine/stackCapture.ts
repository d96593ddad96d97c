import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import type { ThreadKey } from '../protocol/panel.ts';
import {
  answerFileName,
  mostAnswerBytes,
  parseAnswer,
  type AnsweredThread,
  type StackAnswer,
  type StackRequest,
} from '../protocol/stackRequests.ts';
import type { CapturedThread, FrameVariables, NativePlace, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { ProcessRecord, ThreadRecord } from '../trace/entities.ts';
import type { Trace } from '../trace/trace.ts';
import { whyNotAsked } from './captureTargets.ts';
import { monotonicNow } from './clock.ts';
import { readMappings, readNativePlace } from './nativePlace.ts';
import { readOnly } from './recordingInfo.ts';
import { Summons } from './summons.ts';
import { WrittenPlaces } from './writtenPlaces.ts';

/** How long a process may take to begin to answer, and how long from then on to end. A thread that is busy answers in a few milliseconds. */
const patienceMs = 250;
const lookEveryMs = 3;

/** A process that was asked. */
interface Asked {
  readonly process: ProcessRecord;
  readonly number: number;
  readonly summons: Summons;
  answer: StackAnswer;
  /** Why it was not asked, or what it said why not. */
  why: string | null;
}

const noAnswer: StackAnswer = { threads: [], isWhole: false, why: null };

/**
 * Captures the stacks of a run's threads: asks each process that can be asked (protocol/stackRequests.ts), and the
 * kernel. One per recorder, one capture at a time.
 */
export class StackCapturer {
  private requests = 0;
  private captures = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly endpoint: Endpoint,
    private readonly trace: Trace,
    /** How long a process is waited for; milliseconds. */
    private readonly patience = patienceMs,
  ) {}

  /**
   * @param finding the id of what it is for
   * @param processes those that are asked; by default all that live
   * @returns a capture with times of the monotonic clock.
   */
  capture(finding: string | null, processes?: readonly ProcessRecord[]): Promise<StackCapture> {
    return this.inTurn(async () => {
      const atNs = monotonicNow();
      const meant = processes ?? this.trace.livingProcesses;
      const native = nativePlaces(meant);
      const asked = await this.ask(meant, number => ({ what: 'stacks', number }));
      const places = new WrittenPlaces();
      const threads = asked.flatMap(each => threadsOf(each, native, places));
      return {
        number: ++this.captures,
        atNs,
        tookNs: monotonicNow() - atNs,
        finding,
        threads,
      };
    });
  }

  /** @returns `null` when the thread does not run, does not answer, or has no such frame. */
  variables(key: ThreadKey, frame: number): Promise<FrameVariables | null> {
    return this.inTurn(async () => {
      const thread = this.trace.threads[key];
      if (thread === undefined || thread.endedNs !== null || thread.kind !== 'program') return null;
      const { process, threadId } = thread;
      const [asked] = await this.ask([process], number => ({ what: 'variables', number, threadId, frame }));
      const answered = asked?.answer.threads.find(each => each.threadId === threadId);
      const told = answered?.frames?.[frame];
      if (answered === undefined || answered.scopes === null || told === undefined) return null;
      return {
        thread: key,
        frame: new WrittenPlaces().frame(told, process.runtime, answered.sourceMaps),
        scopes: answered.scopes.map(({ kind, variables }) => ({
          kind,
          variables: variables.map(([name, value]) => ({ name, value })),
        })),
      };
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.last.then(work);
    this.last = next.catch(() => undefined);
    return next;
  }

  private async ask(
    processes: readonly ProcessRecord[],
    request: (number: number) => StackRequest,
  ): Promise<readonly Asked[]> {
    const begunMs = performance.now();
    const asked = processes.map((process): Asked => {
      const number = ++this.requests;
      const summons = new Summons(this.endpoint, process);
      const why = whyNotAsked(process, this.endpoint.folder) ?? summons.send(request(number), begunMs);
      return { process, number, summons, answer: noAnswer, why };
    });
    let waiting = asked.filter(({ why }) => why === null);
    while (waiting.length > 0) {
      await new Promise(resolve => setTimeout(resolve, lookEveryMs));
      const ms = performance.now() - begunMs;
      for (const each of waiting) {
        each.answer = this.read(each);
        const { process, answer, summons } = each;
        const hasBegun = answer.threads.length > 0;
        if (!answer.isWhole && ms > this.patience * (hasBegun ? 2 : 1))
          each.why = hasBegun
            ? 'The thread did not answer in time.'
            : (summons.hindrance ??
              `Its process did not answer within ${this.patience} ms: its main thread is in a call of the system that has not returned, or too busy.`);
        else if (answer.why !== null) each.why = answer.why;
        else if (process.endedNs !== null) each.why = 'Its process ended meanwhile.';
        else if (!hasBegun) summons.remind(performance.now());
      }
      waiting = waiting.filter(({ answer, why }) => !answer.isWhole && why === null);
    }
    for (const { process, number, summons, answer } of asked) {
      summons.end();
      if (answer.isWhole) rmSync(this.answerFile(process, number), { force: true });
    }
    return asked;
  }

  private read({ process, number }: Asked): StackAnswer {
    try {
      const file = openSync(this.answerFile(process, number), readOnly);
      try {
        const stats = fstatSync(file);
        if (!stats.isFile() || stats.size > mostAnswerBytes) return noAnswer;
        return parseAnswer(readFileSync(file, 'utf8'), this.endpoint.token);
      } finally {
        closeSync(file);
      }
    } catch {
      return noAnswer;
    }
  }

  private answerFile({ pid }: ProcessRecord, number: number): string {
    return path.join(this.endpoint.folder, answerFileName(pid, number));
  }
}

function nativePlaces(processes: readonly ProcessRecord[]): Map<ThreadRecord, NativePlace> {
  const places = new Map<ThreadRecord, NativePlace>();
  for (const process of processes) {
    const mappings = readMappings(process.pid);
    for (const thread of livingThreads(process)) {
      const place =
        thread.osThreadId === null ? null : readNativePlace(process.pid, thread.osThreadId, mappings);
      if (place !== null) places.set(thread, place);
    }
  }
  return places;
}

function livingThreads(process: ProcessRecord): ThreadRecord[] {
  return [...process.threads.values(), ...process.runtimeThreads].filter(({ endedNs }) => endedNs === null);
}

function threadsOf(
  { process, answer, why }: Asked,
  native: ReadonlyMap<ThreadRecord, NativePlace>,
  places: WrittenPlaces,
): CapturedThread[] {
  const answers = new Map(answer.threads.map(thread => [thread.threadId, thread]));
  return livingThreads(process).map(thread => {
    const answered = thread.kind === 'program' ? answers.get(thread.threadId) : undefined;
    const frames =
      answered?.frames?.map(frame => places.frame(frame, process.runtime, answered.sourceMaps)) ?? null;
    return {
      thread: thread.key,
      frames,
      why: frames === null ? whyNone(thread, answered, why) : null,
      moreFrames: answered?.moreFrames ?? 0,
      native: native.get(thread) ?? null,
    };
  });
}

function whyNone(thread: ThreadRecord, answered: AnsweredThread | undefined, why: string | null): string {
  if (thread.kind === 'runtime') return "It is the runtime's own and runs no code of the program.";
  if (thread.startedNs === null) return 'The thread has not started yet.';
  return answered?.why ?? why ?? 'The thread did not answer: it is just starting or ending.';
}
