import type {
  BufferText,
  CallText,
  EndOpenedText,
  HelloText,
  LockText,
  UncaughtText,
  WorkerCreatedText,
} from './texts.ts';
import type { ConstructorSummary, SourcePlace } from './words.ts';

/**
 * Reading the wire's JSON texts. They may come from anybody: each reader takes what has the right shape,
 * puts `null` for what has not, cuts what is too long, and says `null` for what is no such text at all.
 */

const longest = 16_384;
export type Fields = Readonly<Record<string, unknown>>;

export function parse(text: string | null): Fields | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, longest) : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function idOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff
    ? value
    : null;
}

export function placeOf(value: unknown): SourcePlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const { file, line, column } = value as Fields;
  const lineNumber = idOf(line);
  const columnNumber = idOf(column);
  const name = stringOf(file);
  return name === null || lineNumber === null || columnNumber === null
    ? null
    : { file: name, line: Math.max(1, lineNumber), column: Math.max(1, columnNumber) };
}

function pairsOf(value: unknown): (readonly [string, number])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const path = stringOf(pair[0]);
    const id = idOf(pair[1]);
    return path === null || id === null ? [] : [[path, id] as const];
  });
}

/** Signals are numbered up to 64; anything else is none. */
function signalOf(value: unknown): number {
  const signal = idOf(value) ?? 0;
  return signal <= 64 ? signal : 0;
}

export function readHello(text: string | null): HelloText | null {
  const fields = parse(text);
  if (fields === null) return null;
  const pid = idOf(fields['pid']);
  const threadId = idOf(fields['threadId']);
  const token = stringOf(fields['token']);
  const version = idOf(fields['version']);
  const runtime = fields['runtime'];
  if (pid === null || threadId === null || token === null || version === null) return null;
  if (runtime !== 'node' && runtime !== 'python') return null;
  return {
    version,
    token,
    runtime,
    pid,
    threadId,
    runtimeVersion: stringOf(fields['runtimeVersion']) ?? '',
    parentPid: idOf(fields['parentPid']) ?? 0,
    ancestorPid: idOf(fields['ancestorPid']) ?? 0,
    isMainThread: fields['isMainThread'] === true,
    osThreadId: idOf(fields['osThreadId']),
    bootNs: numberOf(fields['bootNs']) ?? numberOf(fields['monotonicNs']) ?? 0,
    monotonicNs: numberOf(fields['monotonicNs']) ?? 0,
    wallMs: numberOf(fields['wallMs']) ?? 0,
    name: stringOf(fields['name']),
    file: stringOf(fields['file']),
    cwd: stringOf(fields['cwd']),
    captureSignal: signalOf(fields['captureSignal']),
  };
}

export function readWorkerCreated(text: string | null): WorkerCreatedText | null {
  const fields = parse(text);
  if (fields === null) return null;
  return {
    name: stringOf(fields['name']),
    at: placeOf(fields['at']),
    constructed: constructedOf(fields['constructed']),
    end: idOf(fields['end']),
    ends: pairsOf(fields['ends']),
    buffers: pairsOf(fields['buffers']),
  };
}

function constructedOf(value: unknown): ConstructorSummary {
  const fields: Fields = typeof value === 'object' && value !== null ? (value as Fields) : {};
  const { env, execArgv, resourceLimits, stdio } = fields;
  const limits =
    typeof resourceLimits === 'object' && resourceLimits !== null ? Object.entries(resourceLimits) : null;
  return {
    kind: fields['kind'] === 'eval' ? 'eval' : 'file',
    file: stringOf(fields['file']),
    argvCount: idOf(fields['argvCount']),
    execArgv: Array.isArray(execArgv) ? execArgv.flatMap((item: unknown) => stringOf(item) ?? []) : null,
    env: env === 'shared' || env === 'own' ? env : 'inherited',
    resourceLimits:
      limits === null
        ? null
        : Object.fromEntries(
            limits.filter((entry): entry is [string, number] => numberOf(entry[1]) !== null),
          ),
    workerDataType: stringOf(fields['workerDataType']),
    stdio: Array.isArray(stdio)
      ? stdio.filter((item): item is 'stdin' | 'stdout' | 'stderr' => /^std(in|out|err)$/.test(String(item)))
      : [],
    transferCount: idOf(fields['transferCount']) ?? 0,
  };
}

export function readUncaught(text: string | null): UncaughtText | null {
  const fields = parse(text);
  if (fields === null) return null;
  return {
    name: stringOf(fields['name']) ?? 'Error',
    message: stringOf(fields['message']) ?? '',
    stack: stringOf(fields['stack']),
    origin: fields['origin'] === 'unhandledRejection' ? 'unhandledRejection' : 'uncaughtException',
  };
}

export function readCall(text: string | null): CallText {
  const fields = parse(text);
  return { at: placeOf(fields?.['at']), code: numberOf(fields?.['code']) };
}

export function readEndOpened(text: string | null): EndOpenedText {
  const fields = parse(text);
  const kind = fields?.['kind'];
  const name = stringOf(fields?.['name']);
  const path = stringOf(fields?.['path']);
  return {
    kind: kind === 'parent' || kind === 'broadcast' || kind === 'data' ? kind : 'unknown',
    ...(name === null ? {} : { name }),
    ...(path === null ? {} : { path }),
  };
}

export function readBuffer(text: string | null): BufferText | null {
  const fields = parse(text);
  const byteLength = idOf(fields?.['byteLength']);
  if (byteLength === null) return null;
  const path = stringOf(fields?.['path']);
  return { byteLength, ...(path === null ? {} : { path }) };
}

export function readLock(text: string | null): LockText | null {
  const fields = parse(text);
  const name = stringOf(fields?.['name']);
  if (name === null) return null;
  return { name, mode: fields?.['mode'] === 'shared' ? 'shared' : 'exclusive', at: placeOf(fields?.['at']) };
}
