import { recordKinds, type RecordKind } from '../../../src/protocol/wire.ts';
import type { HelloText, WorkerCreatedText } from '../../../src/protocol/texts.ts';

/** Takes what the threads of a made-up program tell. Times are nanoseconds. */
export interface StoryTeller {
  hello(thread: number, timeNs: number, text: Partial<HelloText>): void;
  created(worker: number, timeNs: number, text: WorkerCreatedText): void;
  /** Everything else. */
  tell(
    thread: number,
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    f0: number,
    f1: number,
  ): void;
  /** `received` or `sent`, in their short forms. */
  message(
    thread: number,
    kind: typeof recordKinds.sentPacked | typeof recordKinds.receivedPacked,
    id: number,
    timeNs: number,
    number: number,
  ): void;
}

/** Records of one job of the pool, on average. */
const recordsPerWait = 2;
const waitEvery = 20;

const constructed: WorkerCreatedText['constructed'] = {
  kind: 'file',
  file: '/work/pool.mjs',
  argvCount: null,
  execArgv: null,
  env: 'inherited',
  resourceLimits: null,
  workerDataType: null,
  stdio: [],
  transferCount: 0,
};

/** What one Worker has come to. */
interface Worker {
  timeNs: number;
  idleNs: number;
  jobs: number;
  answers: number;
}

/**
 * A pool at work, as its threads would tell: the main thread hands out jobs, Workers do them and answer; some wait
 * for each other on the way. The same on every machine, and as long as one likes.
 */
export class PoolStory {
  private readonly workers: Worker[] = [];
  /** Answers on their way, by job. */
  private readonly answers: { worker: number; timeNs: number }[] = [];
  private answered = 0;
  private seed = 42;
  /** Given out since the list of answers was cleared. */
  private jobs = 0;
  private isBegun = false;
  /** Records told so far. */
  records = 0;

  /**
   * @param lanes how many threads there are, the main thread among them
   * @param timeNs when it begins
   * @param paceNs between two jobs that the main thread hands out, at most
   */
  constructor(
    private readonly lanes: number,
    private readonly teller: StoryTeller,
    private timeNs = 1e9,
    private readonly paceNs = 8e3,
  ) {}

  /** The latest moment told of. */
  get nowNs(): number {
    return this.workers.reduce((latest, { timeNs }) => Math.max(latest, timeNs), this.timeNs);
  }

  /** Goes on until about so many records have been told in all. */
  tellUpTo(records: number): void {
    if (!this.isBegun) this.begin();
    while (this.records < records) this.job();
  }

  /** Goes on up to a moment. */
  tellUntil(timeNs: number): void {
    if (!this.isBegun) this.begin();
    while (this.timeNs < timeNs) this.job();
  }

  private begin(): void {
    this.isBegun = true;
    this.teller.hello(0, this.timeNs, { isMainThread: true, file: '/work/pool.mjs' });
    this.tell(0, recordKinds.codeBegins, 0, 0, (this.timeNs += 30e6), 0);
    for (let worker = 1; worker < this.lanes; worker++) {
      this.timeNs += 20e3;
      this.teller.created(worker, this.timeNs, {
        name: `pool ${worker}`,
        at: { file: '/work/pool.mjs', line: 12, column: 5 },
        constructed,
        end: worker,
        ends: [],
        buffers: [],
      });
      const timeNs = this.timeNs + 5e6;
      this.teller.hello(worker, timeNs, { isMainThread: false });
      this.teller.tell(worker, recordKinds.endOpened, 0, 1, timeNs, 0, 0);
      this.tell(worker, recordKinds.codeBegins, 0, 0, timeNs + 8e6, 0);
      this.workers.push({ timeNs: timeNs + 9e6, idleNs: 0, jobs: 0, answers: 0 });
      this.tell(worker, recordKinds.sliceEnds, 0, 0, timeNs + 9e6, 0);
    }
    this.timeNs += 20e6;
  }

  private job(): void {
    // With as many under way as there are Workers, the main thread waits for the oldest.
    if (this.jobs - this.answered >= this.workers.length) this.takeAnswer();
    const at = this.random(this.workers.length);
    const worker = this.workers[at];
    if (worker === undefined) return;
    const key = at + 1;
    const sentNs = (this.timeNs += this.paceNs / 4 + this.random(0.75 * this.paceNs));
    this.message(0, recordKinds.sentPacked, key, sentNs, worker.jobs);
    const beginsNs = Math.max(worker.timeNs + 1e3, sentNs + 8e3 + this.random(30e3));
    worker.idleNs += beginsNs - worker.timeNs;
    this.tell(key, recordKinds.sliceBegins, 0, 0, beginsNs, worker.idleNs);
    this.message(key, recordKinds.receivedPacked, 1, beginsNs + 2e3, worker.jobs);
    let timeNs = beginsNs + 20e3 + this.random(400e3);
    if (this.jobs % waitEvery === 0) {
      this.teller.tell(key, recordKinds.waitBegins, 0, 1, timeNs, at % 8, Infinity);
      timeNs += 50e3 + this.random(200e3);
      this.teller.tell(key, recordKinds.waitEnds, 0, 1, timeNs, 0, 0);
      this.records += recordsPerWait;
      timeNs += 10e3;
    }
    this.message(key, recordKinds.sentPacked, 1, timeNs, worker.jobs);
    worker.timeNs = timeNs + 5e3;
    this.tell(key, recordKinds.sliceEnds, 0, 0, worker.timeNs, worker.idleNs);
    worker.jobs++;
    this.answers.push({ worker: key, timeNs });
    this.jobs++;
  }

  private takeAnswer(): void {
    const answer = this.answers[this.answered++];
    if (answer === undefined) return;
    this.timeNs = Math.max(this.timeNs + 1e3, answer.timeNs + 5e3);
    const worker = this.workers[answer.worker - 1];
    if (worker === undefined) return;
    this.message(0, recordKinds.receivedPacked, answer.worker, this.timeNs, worker.answers++);
    if (this.answered < 100_000) return;
    this.answers.splice(0, this.answered);
    this.jobs -= this.answered;
    this.answered = 0;
  }

  private tell(
    thread: number,
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    f0: number,
  ): void {
    this.teller.tell(thread, kind, detail, id, timeNs, f0, 0);
    this.records++;
  }

  private message(
    thread: number,
    kind: typeof recordKinds.sentPacked | typeof recordKinds.receivedPacked,
    id: number,
    timeNs: number,
    number: number,
  ): void {
    this.teller.message(thread, kind, id, timeNs, number);
    this.records++;
  }

  /** From 0 up to, not including, `limit`. A linear congruential generator: good enough for a story. */
  private random(limit: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * limit);
  }
}
