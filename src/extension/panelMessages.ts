import { findingKinds } from '../protocol/findings.ts';
import type { FindingKind } from '../protocol/findings.ts';
import type { PanelCommand, PanelMessage } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { readQuestion, readWindowQuery } from './panelQuestions.ts';
import { isFinite, isObject } from './untrusted.ts';

const commands: ReadonlySet<string> = new Set<PanelCommand>([
  'runAgain',
  'stop',
  'openSettings',
  'openFile',
  'showTerminal',
]);

/** More lines do not belong to one thread. */
const mostPlaces = 16;

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
      const query = readWindowQuery(value);
      const { request } = value;
      return query !== null && typeof request === 'number' ? { type: 'window', request, ...query } : null;
    }
    case 'ask': {
      const question = readQuestion(value['question']);
      const { request } = value;
      return question !== null && isFinite(request) ? { type: 'ask', request, question } : null;
    }
    case 'open': {
      const place = readPlace(value['place']);
      return place === null ? null : { type: 'open', place };
    }
    case 'selected': {
      const { places } = value;
      if (!Array.isArray(places) || places.length > mostPlaces) return null;
      const read = places.map(readPlace);
      return read.includes(null) ? null : { type: 'selected', places: read.filter(place => place !== null) };
    }
    case 'command': {
      const { command } = value;
      return typeof command === 'string' && commands.has(command)
        ? { type: 'command', command: command as PanelCommand }
        : null;
    }
    case 'mute': {
      const kind = readKind(value['kind']);
      return kind === null ? null : { type: 'mute', kind, isMuted: value['isMuted'] === true };
    }
    case 'findingPage': {
      const kind = readKind(value['kind']);
      return kind === null ? null : { type: 'findingPage', kind };
    }
    case 'captureStacks':
      return { type: 'captureStacks' };
    case 'variables': {
      const { request, thread, frame } = value;
      return isFinite(request) && isFinite(thread) && isFinite(frame)
        ? { type: 'variables', request, thread, frame }
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

function readKind(value: unknown): FindingKind | null {
  return findingKinds.find(kind => kind === value) ?? null;
}

function readPlace(value: unknown): SourcePlace | null {
  if (!isObject(value)) return null;
  const { file, line, column } = value;
  if (typeof file !== 'string' || !isFinite(line) || !isFinite(column)) return null;
  return { file, line, column };
}
