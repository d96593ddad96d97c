import type { ThreadKey, TraceQuestion, WindowQuery } from '../protocol/panel.ts';
import { isFinite, isObject } from './untrusted.ts';

/** Reads a question about the trace that came out of a webview; `null` for anything that is none. */
export function readQuestion(value: unknown): TraceQuestion | null {
  if (!isObject(value) || !isObject(value['argument'])) return null;
  const { name, argument } = value;
  const { message, thread, steps, widthPx, mostWaits, mostLines } = argument;
  const range = readRange(argument);
  switch (name) {
    case 'messageDetails':
      return isFinite(message) ? { name, argument: { message } } : null;
    case 'history':
      return isFinite(thread) && isFinite(steps) ? { name, argument: { thread, steps } } : null;
    case 'cores':
      return range !== null && isFinite(widthPx) ? { name, argument: { ...range, widthPx } } : null;
    case 'range': {
      const threads = readThreads(argument['threads']);
      return range !== null && threads !== null && isFinite(mostWaits) && isFinite(mostLines)
        ? { name, argument: { ...range, threads, mostWaits, mostLines } }
        : null;
    }
    case 'captures':
      return isFinite(argument['after']) ? { name, argument: { after: argument['after'] } } : null;
    case 'peers':
      return isFinite(thread) ? { name, argument: { thread } } : null;
    default:
      return null;
  }
}

export function readWindowQuery(value: Record<string, unknown>): WindowQuery | null {
  const { widthPx, maxMessages } = value;
  const range = readRange(value);
  const threads = readThreads(value['threads']);
  if (range === null || threads === null || !isFinite(widthPx) || !isFinite(maxMessages)) return null;
  const queuesOf = readThreads(value['queuesOf']);
  const [one, other] = readThreads(value['between']) ?? [];
  return {
    ...range,
    widthPx,
    threads,
    maxMessages,
    ...(queuesOf === null ? {} : { queuesOf }),
    ...(one === undefined || other === undefined ? {} : { between: [one, other] as const }),
  };
}

function readRange({
  fromNs,
  toNs,
}: Record<string, unknown>): { readonly fromNs: number; readonly toNs: number } | null {
  return isFinite(fromNs) && isFinite(toNs) ? { fromNs, toNs } : null;
}

function readThreads(value: unknown): readonly ThreadKey[] | null {
  return Array.isArray(value) && value.every(isFinite) ? value : null;
}
