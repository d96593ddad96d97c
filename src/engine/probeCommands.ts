import { existsSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { commandFileName, formatCommands, mostCommandBytes } from '../protocol/commands.ts';
import type { Command } from '../protocol/commands.ts';
import type { Endpoint } from '../protocol/wire.ts';

/** Leaves commands for the probes of a run (see protocol/commands.ts). One per recording. */
export class ProbeCommands {
  private number = 0;
  /** What was left for a stream when that was last done. */
  private readonly left = new Map<string, readonly Command[]>();

  constructor(private readonly endpoint: Endpoint) {}

  /**
   * Asks the thread behind a stream to end one of its Workers. What it has not taken yet it finds together with
   * that, once.
   * @throws when the file cannot be written, or a thread has not taken so many that they are too long for it
   */
  terminate(stream: string, threadId: number): void {
    const file = path.join(this.endpoint.folder, commandFileName(stream));
    const waiting = existsSync(file) ? (this.left.get(stream) ?? []) : [];
    if (waiting.some(command => command.threadId === threadId)) return;
    const commands = [...waiting, { number: ++this.number, threadId }];
    const text = formatCommands(this.endpoint.token, commands);
    if (text.length > mostCommandBytes) throw new Error('The thread has too many commands to obey already.');
    const unfinished = `${file}w`;
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, file);
    this.left.set(stream, commands);
  }
}
