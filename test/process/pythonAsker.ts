import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { signalAgainMs, whyNotSignalled } from '../../src/engine/pythonSignal.ts';
import {
  answerFileName,
  formatRequest,
  parseAnswer,
  requestFileName,
  type AnsweredThread,
  type StackAnswer,
} from '../../src/protocol/stackRequests.ts';
import type { Endpoint } from '../../src/protocol/wire.ts';

/** As Linux numbers it: what the probe for Python names in its `hello`. */
export const captureSignal = 23;
/** Longer than any answer takes on a busy machine. */
const patienceMs = 30_000;

export interface Asked {
  /** `null` when none came. */
  readonly answer: StackAnswer | null;
  /** Why the signal was not sent, if it was not. */
  readonly unsent: string | null;
}

/** Asks a probe of Python for stacks as the engine does, and nothing else. */
export class PythonAsker {
  private number = 0;

  constructor(private readonly endpoint: Endpoint) {}

  async stacks(pid: number, untilMs = patienceMs): Promise<Asked> {
    const number = ++this.number;
    return this.ask(pid, number, formatRequest(this.endpoint.token, { what: 'stacks', number }), untilMs);
  }

  async variables(pid: number, threadId: number, frame: number): Promise<Asked> {
    const number = ++this.number;
    const request = { what: 'variables', number, threadId, frame } as const;
    return this.ask(pid, number, formatRequest(this.endpoint.token, request), patienceMs);
  }

  private async ask(pid: number, number: number, text: string, untilMs: number): Promise<Asked> {
    const { folder, token } = this.endpoint;
    const file = path.join(folder, requestFileName(pid));
    writeFileSync(`${file}w`, text, { mode: 0o600 });
    renameSync(`${file}w`, file);
    const unsent = whyNotSignalled(folder, pid, captureSignal);
    if (unsent === null) process.kill(pid, captureSignal);
    let sentMs = Date.now();
    const answerFile = path.join(folder, answerFileName(pid, number));
    for (const until = Date.now() + untilMs; Date.now() < until;) {
      const answer = parseAnswer(readIfThere(answerFile), token);
      if (answer.isWhole) {
        rmSync(answerFile);
        return { answer, unsent };
      }
      if (Date.now() - sentMs > signalAgainMs && existsSync(file)) {
        sentMs = Date.now();
        if (whyNotSignalled(folder, pid, captureSignal) === null) process.kill(pid, captureSignal);
      }
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    rmSync(file, { force: true });
    return { answer: null, unsent };
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The names of the functions on a stack that are of the file, the innermost first. */
export function functionsIn(thread: AnsweredThread, file: string): string[] {
  return (thread.frames ?? []).filter(frame => frame.file === file).map(frame => frame.name);
}
