import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestRun } from '../../src/extension/testApi.ts';
import { threadStates } from '../../src/protocol/words.ts';
import { until as untilAfter } from './support.ts';

/** A Worker that sends one message, on its own line. The lines have numbers below. */
export const program = `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: 'helper' });
  worker.on('message', sum => {
    console.log('sum', sum);
  });
} else {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += i;
  parentPort.postMessage(sum);
}
`;
export const lineInMain = 5;
export const lineInWorker = 10;

/** A debugger takes its time on a machine that has other things to do. */
export const until = (what: string, condition: () => boolean | Promise<boolean>) =>
  untilAfter(what, condition, 40_000);

export interface Stop {
  readonly session: vscode.DebugSession;
  readonly threadId: number;
}

/** What is heard of the debugger, as any other extension may. */
export class Heard implements vscode.Disposable {
  readonly stops: Stop[] = [];
  output = '';
  readonly environments: unknown[] = [];
  /** Those that are no part of another. */
  readonly #sessions = new Set<string>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(types: readonly string[]) {
    this.#subscriptions = [
      ...types.map(type =>
        vscode.debug.registerDebugAdapterTrackerFactory(type, {
          createDebugAdapterTracker: session => {
            this.environments.push(session.configuration['env']);
            if (session.parentSession === undefined) this.#sessions.add(session.id);
            return {
              onDidSendMessage: message => this.#take(session, message as Message),
              onWillStopSession: () => void this.#sessions.delete(session.id),
            };
          },
        }),
      ),
      vscode.debug.onDidTerminateDebugSession(session => this.#sessions.delete(session.id)),
    ];
  }

  get isOver(): boolean {
    return this.#sessions.size === 0;
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  async stop(index: number): Promise<Stop> {
    await until(`stop ${index}`, () => this.stops.length > index);
    const found = this.stops[index];
    assert.ok(found);
    return found;
  }

  #take(session: vscode.DebugSession, { type, event, body }: Message): void {
    if (type !== 'event') return;
    if (event === 'stopped') this.stops.push({ session, threadId: body?.threadId ?? -1 });
    if (event === 'output' && body?.category === 'stdout') this.output += body.output ?? '';
  }
}

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly body?: { readonly threadId?: number; readonly category?: string; readonly output?: string };
}

export function breakAt(file: string, ...lines: number[]): void {
  const uri = vscode.Uri.file(file);
  vscode.debug.addBreakpoints(
    lines.map(
      line => new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line - 1, 0))),
    ),
  );
}

export async function debug(config: Record<string, unknown>): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const begun = await vscode.debug.startDebugging(folder, {
    type: 'node',
    request: 'launch',
    name: 'program',
    ...config,
  });
  assert.equal(begun, true);
}

export const carryOn = ({ session, threadId }: Stop) => session.customRequest('continue', { threadId });

/** The spans of a thread that are waits with a cause that matches, in words. */
export async function stopsOf(run: TestRun, name: string, cause: RegExp): Promise<string[]> {
  const { threads, nowNs } = await run.snapshot();
  const thread = threads.find(each => each.name === name);
  assert.ok(thread, `${name} is not known`);
  const answer = await run.window({
    fromNs: 0,
    toNs: nowNs + 1,
    widthPx: 1_000_000,
    threads: [thread.key],
    maxMessages: 0,
  });
  const [lane] = answer.lanes;
  assert.ok(lane?.kind === 'spans');
  return [...lane.cause].flatMap((number, index) => {
    const text = number < 0 ? '' : (answer.causes[number] ?? '');
    if (!cause.test(text)) return [];
    const state = threadStates[lane.state[index] ?? 0];
    return [`${state} ${['told', 'sampled', 'inferred'][lane.known[index] ?? 3]} ${text}`];
  });
}
