import type { BlockResult, BlockVerb } from '../protocol/wire.ts';
import { syncObjectName, type SyncObject } from './pythonLocks.ts';

/** Why a thread of Python waits, in words. */
interface Wait {
  readonly verb: BlockVerb;
  readonly object: SyncObject | null;
  readonly timeoutMs: number;
}

const shortNumber = (ms: number): string => `${Number(ms.toPrecision(4))}`;

/** While it lasts. */
export function blockedIn(wait: Wait & { readonly owner: string | null }, joined: string | null): string {
  const held = wait.owner === null ? '' : `, held by ${wait.owner}`;
  return `${call(wait, joined)}${limit(wait)}${held}`;
}

/** Now that it is over. */
export function blockedInDone(
  wait: Wait,
  joined: string | null,
  result: BlockResult,
  waker: string | null,
): string {
  return `${call(wait, joined)}${limit(wait)}${outcome(wait.verb, result, waker)}`;
}

function outcome(verb: BlockVerb, result: BlockResult, waker: string | null): string {
  if (result !== 'ok') return `: ${result}`;
  switch (verb) {
    case 'join':
      return ': it ended';
    case 'acquire':
      return waker === null ? '' : `: released by ${waker}`;
    default:
      return waker === null ? '' : `: woken by ${waker}`;
  }
}

function limit({ verb, timeoutMs }: Wait): string {
  return verb !== 'sleep' && Number.isFinite(timeoutMs) ? `, at most ${shortNumber(timeoutMs)} ms` : '';
}

function call({ verb, object, timeoutMs }: Wait, joined: string | null): string {
  switch (verb) {
    case 'sleep':
      return `time.sleep, ${shortNumber(timeoutMs)} ms`;
    case 'join':
      return `join on ${joined ?? 'a thread'}`;
    case 'exit':
      return 'the end of the program: threads that are no daemons still run';
    case 'allDone':
      return onObject('join', object);
    default:
      return onObject(verb, object);
  }
}

function onObject(verb: string, object: SyncObject | null): string {
  if (object === null) return verb;
  const { kind, name } = object.text;
  const called = name === null ? syncObjectName(object) : `${kind} ${name}`;
  return `${verb} on ${called}${place(object)}`;
}

function place({ text: { at } }: SyncObject): string {
  return at === null ? '' : ` (${at.file.replace(/^.*[\\/]/, '')}:${at.line})`;
}
