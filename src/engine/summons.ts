import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  formatRequest,
  listenerFileName,
  requestFileName,
  type StackRequest,
} from '../protocol/stackRequests.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { ProcessRecord } from '../trace/entities.ts';
import { whyNotAsked } from './captureTargets.ts';
import { signalAgainMs, whyNotSignalled } from './pythonSignal.ts';

/** Has one process look for one request: leaves it in the run's folder, and sends the signal that the probe named. */
export class Summons {
  private readonly file: string;
  private readonly isPython: boolean;
  private sentMs = 0;
  /** Why the signal was not sent although the request is there, which another thread may still take. */
  hindrance: string | null = null;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly process: ProcessRecord,
  ) {
    this.file = path.join(endpoint.folder, requestFileName(process.pid));
    this.isPython = process.runtime === 'python';
  }

  /** @returns why it could not be left */
  send(request: StackRequest, nowMs: number): string | null {
    try {
      // A program that listens itself is not to hear a signal more than there are requests.
      const isAskedAlready = existsSync(this.file) && this.hearsEach();
      const unfinished = `${this.file}w`;
      writeFileSync(unfinished, formatRequest(this.endpoint.token, request), { mode: 0o600 });
      renameSync(unfinished, this.file);
      if (!isAskedAlready) this.signal(nowMs);
      return null;
    } catch {
      return 'Its process could not be asked.';
    }
  }

  /** While there is no answer: Python may lose a signal, and Node one that comes while it deals with the one before. */
  remind(nowMs: number): void {
    if (nowMs - this.sentMs < signalAgainMs || !existsSync(this.file) || this.hearsEach()) return;
    // It may be about to end, and would end by the signal now.
    if (whyNotAsked(this.process, this.endpoint.folder) !== null) return;
    try {
      this.signal(nowMs);
    } catch {
      this.hindrance = 'Its process is gone, or may not be signalled.';
    }
  }

  /** Nobody waits for the answer any more. To Node the request says, whenever its main thread comes back, whose the signal was. */
  end(): void {
    if (this.isPython) rmSync(this.file, { force: true });
  }

  /** Whether the program is told of each signal that comes while there is no request. */
  private hearsEach(): boolean {
    return existsSync(path.join(this.endpoint.folder, listenerFileName(this.process.pid)));
  }

  /** @throws when there is no such process, or it is somebody else's */
  private signal(nowMs: number): void {
    const { pid, captureSignal } = this.process;
    this.sentMs = nowMs;
    this.hindrance = this.isPython ? whyNotSignalled(this.endpoint.folder, pid, captureSignal) : null;
    if (this.hindrance === null) process.kill(pid, captureSignal);
  }
}
