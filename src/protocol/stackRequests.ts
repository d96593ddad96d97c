import { idOf, isFields, numberOf, parse, stringOf, type Fields } from './textReaders.ts';

/**
 * Requests for stacks, and the answers to them. The engine leaves a request for a process in the run's folder, by the
 * name of its pid, and sends it the signal that its main thread named in its `hello` (`captureSignal`). The file
 * appears whole, by renaming:
 *
 *     the run's token
 *     number · `stacks`                         the stack of every thread
 *     number · `variables` · threadId · frame   the variables of one frame of one thread; frames from 0, the innermost
 *
 * Its probe takes it by deleting it and writes the answer, mode 0600, under a name that has the number in it. An
 * answer is lines, and only lines that are whole are read, so that what is known of one thread is there also when
 * another never answers:
 *
 *     the run's token
 *     one {@link AnsweredThread} as JSON, a line each
 *     `{"end":true}`, and `"why"`, a sentence, where nothing, or not all, could be had
 *
 * The signal without a request is the program's own matter. Where it makes a process one that must not be asked, that
 * leaves a file which says so ({@link refusalFileName}).
 */
export type StackRequest =
  | { readonly what: 'stacks'; readonly number: number }
  | {
      readonly what: 'variables';
      readonly number: number;
      readonly threadId: number;
      readonly frame: number;
    };

/** A call as the runtime tells it. */
export interface AnsweredFrame {
  readonly name: string;
  /** A path or a URL; empty where there is none. */
  readonly file: string;
  /** From 1; 0 where the runtime does not say. */
  readonly line: number;
  readonly column: number;
}

export interface AnsweredScope {
  readonly kind: string;
  /** Names and values as the runtime would print them. */
  readonly variables: readonly (readonly [name: string, value: string])[];
}

export interface AnsweredThread {
  /** As this thread calls itself in its `hello`. */
  readonly threadId: number;
  /** When its stack was looked at, on the monotonic clock. */
  readonly atNs: number;
  /** The innermost first, at most {@link mostFrames}, without those of the probe; `null`: `why` says why not. */
  readonly frames: readonly AnsweredFrame[] | null;
  readonly why: string | null;
  /** At least so many frames were left out at the outer end. */
  readonly moreFrames: number;
  /** Where the source maps are of the files that have some: a URL, absolute or beside the file. */
  readonly sourceMaps: Readonly<Record<string, string>>;
  /** Of the frame that was asked for, in answer to `variables`. */
  readonly scopes: readonly AnsweredScope[] | null;
}

export interface StackAnswer {
  readonly threads: readonly AnsweredThread[];
  readonly isWhole: boolean;
  readonly why: string | null;
}

export const mostFrames = 200;
export const mostVariables = 200;
export const mostValueLength = 200;
/** A longer request is not read. */
export const mostRequestBytes = 1024;
/** A longer answer is not read. */
export const mostAnswerBytes = 64 * 1024 * 1024;
/** An inline source map is the longest text there is. */
const longestSourceMap = 32 * 1024 * 1024;

export function requestFileName(pid: number): string {
  return `${pid}.tvq`;
}

/**
 * Left by a process that must not be asked any more. Of Python it says why, in a sentence; of Node it is empty: a debugger
 * may be attached to it.
 */
export function refusalFileName(pid: number): string {
  return `${pid}.tvn`;
}

/** Empty. Left by a process of Node whose program listens to the signal itself, and would hear a second one. */
export function listenerFileName(pid: number): string {
  return `${pid}.tvl`;
}

export function answerFileName(pid: number, number: number): string {
  return `${pid}-${number}.tva`;
}

export function formatRequest(token: string, request: StackRequest): string {
  const { number, what } = request;
  const more = what === 'variables' ? ` ${request.threadId} ${request.frame}` : '';
  return `${token}\n${number} ${what}${more}`;
}

/** @returns `null` for anything that this run's engine did not write. Never throws. */
export function parseRequest(text: string, token: string): StackRequest | null {
  const [first, second = ''] = text.split('\n');
  const match = /^(\d{1,9}) (?:(stacks)|variables (\d{1,10}) (\d{1,9}))$/.exec(second);
  if (first !== token || match === null) return null;
  const number = Number(match[1]);
  if (match[2] !== undefined) return { what: 'stacks', number };
  return { what: 'variables', number, threadId: Number(match[3]), frame: Number(match[4]) };
}

/** Reads what of an answer is there. What has not the right shape, or the token, is left out. Never throws. */
export function parseAnswer(text: string, token: string): StackAnswer {
  const lines = text.split('\n');
  // What comes after the last line break is still being written.
  lines.pop();
  if (lines.shift() !== token) return { threads: [], isWhole: false, why: null };
  const threads: AnsweredThread[] = [];
  for (const line of lines) {
    const fields = parse(line);
    if (fields === null) continue;
    if (fields['end'] === true) return { threads, isWhole: true, why: stringOf(fields['why']) };
    const thread = threadOf(fields);
    if (thread !== null) threads.push(thread);
  }
  return { threads, isWhole: false, why: null };
}

function threadOf(fields: Fields): AnsweredThread | null {
  const threadId = idOf(fields['threadId']);
  if (threadId === null) return null;
  const { frames, sourceMaps, scopes } = fields;
  return {
    threadId,
    atNs: numberOf(fields['atNs']) ?? NaN,
    frames: Array.isArray(frames) ? frames.slice(0, mostFrames).flatMap(frameOf) : null,
    why: stringOf(fields['why']),
    moreFrames: idOf(fields['moreFrames']) ?? 0,
    sourceMaps: isFields(sourceMaps)
      ? Object.fromEntries(
          Object.entries(sourceMaps).filter(
            (entry): entry is [string, string] =>
              typeof entry[1] === 'string' && entry[1].length <= longestSourceMap,
          ),
        )
      : {},
    scopes: Array.isArray(scopes) ? scopes.slice(0, mostVariables).flatMap(scopeOf) : null,
  };
}

function frameOf(value: unknown): AnsweredFrame[] {
  if (!isFields(value)) return [];
  const name = stringOf(value['name']) ?? '';
  const file = stringOf(value['file']) ?? '';
  return [{ name, file, line: idOf(value['line']) ?? 0, column: idOf(value['column']) ?? 0 }];
}

function scopeOf(value: unknown): AnsweredScope[] {
  if (!isFields(value) || !Array.isArray(value['variables'])) return [];
  return [
    {
      kind: stringOf(value['kind']) ?? '',
      variables: value['variables'].slice(0, mostVariables).flatMap((pair: unknown) => {
        if (!Array.isArray(pair)) return [];
        const [name, printed] = [stringOf(pair[0]), stringOf(pair[1])];
        return name === null || printed === null
          ? []
          : [[name, printed.slice(0, mostValueLength + 1)] as const];
      }),
    },
  ];
}
