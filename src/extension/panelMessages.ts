import type { PanelCommand, PanelMessage, WindowQuery } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';

const commands: ReadonlySet<string> = new Set<PanelCommand>([
  'runAgain',
  'stop',
  'openSettings',
  'openFile',
  'showTerminal',
]);

/**
 * Reads what came out of a webview. The panel is ours, but a webview is a web page: what it says is checked
 * before anything is opened, copied or run for it.
 * @returns `null` for anything that is no message of the panel
 */
export function readPanelMessage(value: unknown): PanelMessage | null {
  if (!isObject(value)) return null;
  switch (value['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'window': {
      const query = readQuery(value);
      const { request } = value;
      return query !== null && typeof request === 'number' ? { type: 'window', request, ...query } : null;
    }
    case 'messageDetails': {
      const { request, message } = value;
      return isFinite(request) && isFinite(message) ? { type: 'messageDetails', request, message } : null;
    }
    case 'history': {
      const { request, thread, steps } = value;
      return isFinite(request) && isFinite(thread) && isFinite(steps)
        ? { type: 'history', request, thread, steps }
        : null;
    }
    case 'open': {
      const place = readPlace(value['place']);
      return place === null ? null : { type: 'open', place };
    }
    case 'command': {
      const { command } = value;
      return typeof command === 'string' && commands.has(command)
        ? { type: 'command', command: command as PanelCommand }
        : null;
    }
    case 'copy':
      return typeof value['text'] === 'string' ? { type: 'copy', text: value['text'] } : null;
    case 'problem':
      return { type: 'problem', message: String(value['message']).slice(0, 10_000) };
    default:
      return null;
  }
}

function readQuery({
  fromNs,
  toNs,
  widthPx,
  threads,
  maxMessages,
}: Record<string, unknown>): WindowQuery | null {
  if (!isFinite(fromNs) || !isFinite(toNs) || !isFinite(widthPx) || !isFinite(maxMessages)) return null;
  if (!Array.isArray(threads) || !threads.every(isFinite)) return null;
  return { fromNs, toNs, widthPx, threads, maxMessages };
}

function readPlace(value: unknown): SourcePlace | null {
  if (!isObject(value)) return null;
  const { file, line, column } = value;
  if (typeof file !== 'string' || !isFinite(line) || !isFinite(column)) return null;
  return { file, line, column };
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
