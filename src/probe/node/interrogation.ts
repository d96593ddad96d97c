import type { Session } from 'inspector';
import { type AnsweredFrame, type AnsweredThread, type StackRequest } from '../../protocol/stackRequests.ts';
import { now } from './clock.ts';

type Inspector = typeof import('inspector');

/** So long may the main thread be held up by what the others take to answer. */
const patienceNs = 200e6;

/** Of deeper stacks V8 does not tell how deep they are. */
const mostTold = 200;

/** By this a frame of what is evaluated is told. */
const scriptName = 'thread-view';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Response {
  readonly id?: number;
  readonly result?: {
    readonly exceptionDetails?: { readonly stackTrace?: { readonly callFrames: readonly CallFrame[] } };
  };
}

/**
 * Asks every thread of this process for its stack, through the runtime's inspector, in memory. An error that is
 * thrown in the thread, and caught by the inspector, brings the stack below it in one message, and no thread is
 * stopped for that: one that is (by `Debugger.pause`) and whose session then ends stays stopped for good.
 *
 * Synchronous: the main thread waits for the others, so that nothing is left when its program goes on.
 */
export class Interrogation {
  /** Workers that have not answered, by session. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly inspector: Inspector,
    private readonly tell: (thread: AnsweredThread) => void,
  ) {}

  run(request: StackRequest): void {
    if (request.what !== 'stacks') throw new Error(`it is not asked for ${request.what}`);
    const untilNs = now() + patienceNs;
    const session = new this.inspector.Session();
    session.connect();
    try {
      this.askMain(session);
      this.askWorkers(session);
      // The answers come in between. Awake: this may have interrupted an `Atomics.wait`, of which V8 knows one a thread.
      for (let isLate = false; this.asked.size > 0 && !isLate;) isLate = now() > untilNs;
      session.post('NodeWorker.disable');
      for (const threadId of this.asked.values())
        this.tell(thread(threadId, null, 'The thread did not answer: it is in a call that does not return.'));
    } finally {
      session.disconnect();
    }
  }

  private askMain(session: Session): void {
    for (const { id, method, params } of questions) {
      session.post(method, params, (_error, result) => {
        if (id === stackQuestion) this.take(0, { result: result as Response['result'] } as Response);
      });
    }
  }

  private askWorkers(session: Session): void {
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      const { sessionId, workerInfo } = params;
      // Its `workerId` counts the inspector's acquaintances; which thread it is, stands in the title alone.
      const threadId = /^\[worker (\d+)\]/.exec(workerInfo.title)?.[1];
      if (threadId === undefined) return;
      this.asked.set(sessionId, Number(threadId));
      for (const question of questions)
        session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify(question) });
    });
    session.on('NodeWorker.detachedFromWorker', ({ params }) => {
      this.asked.delete(params.sessionId);
    });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      const { sessionId, message } = params;
      const threadId = this.asked.get(sessionId);
      // Of what is printed to its console the inspector tells, too.
      if (threadId === undefined || !message.startsWith(`{"id":${stackQuestion},`)) return;
      this.asked.delete(sessionId);
      this.take(threadId, JSON.parse(message) as Response);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  private take(threadId: number, { result }: Response): void {
    const told = result?.exceptionDetails?.stackTrace?.callFrames;
    if (told === undefined) {
      this.tell(thread(threadId, null, 'The thread cannot say where it is: its stack is full.'));
      return;
    }
    this.tell(thread(threadId, told, null));
  }
}

const stackQuestion = 2;
const questions = [
  { id: 1, method: 'Runtime.enable', params: {} },
  {
    id: stackQuestion,
    method: 'Runtime.evaluate',
    params: { expression: `throw 0//# sourceURL=${scriptName}`, silent: true },
  },
  { id: 3, method: 'Runtime.disable', params: {} },
];

function thread(threadId: number, told: readonly CallFrame[] | null, why: string | null): AnsweredThread {
  const frames = told === null ? null : withoutOurs(told).map(frameOf);
  return {
    threadId,
    atNs: now(),
    frames,
    why,
    moreFrames: told?.length === mostTold ? 1 : 0,
    sourceMaps: {},
    scopes: null,
  };
}

/** The innermost are those that ask; and where the runtime's functions are replaced, ours lie between. */
function withoutOurs(frames: readonly CallFrame[]): readonly CallFrame[] {
  const isOurs = ({ url }: CallFrame): boolean =>
    url === scriptName || url === __filename || url === ownUrl || url === `file://${__filename}`;
  let first = 0;
  for (let frame = frames[0]; frame !== undefined; frame = frames[++first])
    if (!isOurs(frame) && frame.url !== 'node:inspector' && !isSignal(frame)) break;
  return frames.slice(first).filter(frame => !isOurs(frame));
}

/** The runtime emitting the signal that a program listens to. Only directly below ours it is not the program's. */
function isSignal({ url, functionName }: CallFrame): boolean {
  return url === 'node:events' && functionName === 'emit';
}

const ownUrl = `file://${encodeURI(__filename)}`;

function frameOf({ functionName, url, lineNumber, columnNumber }: CallFrame): AnsweredFrame {
  return { name: functionName, file: url, line: lineNumber + 1, column: columnNumber + 1 };
}
