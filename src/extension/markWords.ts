import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { LineMark, MarkGroup, PlacedState, PlacedThread } from './placedThreads.ts';

/** What the marks in the editor say: in one line at the end of a line of code, and at length in its hover. */

/** How the user is spoken to; handed in, so that this can be tried without VS Code. */
export interface Speech {
  readonly t: (text: string, ...args: (string | number)[]) => string;
  /** A tag of BCP 47. */
  readonly language: string;
}

/** What the hover has to know beyond the mark. */
export interface Surroundings {
  readonly nameOf: (thread: ThreadKey) => string | null;
  /** The address that shows a thread in the panel. */
  readonly linkTo: (thread: ThreadKey) => string;
}

/** A line of code has to remain the most important thing on its line. */
const longestDetail = 72;
const longestName = 32;
const mostListed = 20;

export function noteText({ groups }: LineMark, nowNs: Nanoseconds, speech: Speech): string {
  return groups.map(group => groupText(group, nowNs, speech)).join(' · ');
}

function groupText({ state, threads }: MarkGroup, nowNs: Nanoseconds, speech: Speech): string {
  const { t } = speech;
  const [first, ...others] = threads;
  const last = others.at(-1) ?? first;
  if (first === undefined || last === undefined) return '';
  const who =
    others.length === 0 ? shortened(first.thread.name, longestName) : t('{0} threads', threads.length);
  const ages = [last, first].map(({ sinceNs }) => age(nowNs - sinceNs, speech));
  const [allSince = '', firstSince = ''] = ages;
  const what = stateHere(state, who, allSince, speech);
  const more =
    state === 'failed' || firstSince === allSince ? what : t('{0}, the first since {1}', what, firstSince);
  const detail = inCommon(threads.map(placed => detailOf(placed, others.length === 0)));
  return detail === '' ? more : `${more} (${shortened(detail, longestDetail)})`;
}

/** Whole, so that languages can order the words as they must. */
function stateHere(state: PlacedState, who: string, since: string, { t }: Speech): string {
  switch (state) {
    case 'failed':
      return t('{0} failed here', who);
    case 'blocked':
      return t('{0} blocked here since {1}', who, since);
    case 'sleeping':
      return t('{0} sleeping here since {1}', who, since);
    case 'waiting':
      return t('{0} waiting here since {1}', who, since);
  }
}

function stateSince(state: PlacedState, since: string, { t }: Speech): string {
  switch (state) {
    case 'failed':
      return t('failed');
    case 'blocked':
      return t('blocked since {0}', since);
    case 'sleeping':
      return t('sleeping since {0}', since);
    case 'waiting':
      return t('waiting since {0}', since);
  }
}

/** As Markdown: a line for each thread, whose name is a link to its lane. What a program says is text in it. */
export function hoverText(
  { groups }: LineMark,
  nowNs: Nanoseconds,
  speech: Speech,
  surroundings: Surroundings,
): string {
  const { t } = speech;
  const threads = groups.flatMap(group => group.threads);
  const lines = threads.slice(0, mostListed).map(placed => {
    const { state, thread, sinceNs } = placed;
    const what = stateSince(state, age(nowNs - sinceNs, speech), speech);
    const why = detailIn(placed, speech, surroundings);
    const name = linked(thread.key, thread.name, speech, surroundings);
    return `- ${name} ${escaped(what)}${why === '' ? '' : `: ${why}`}`;
  });
  const rest = threads.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- ${escaped(t('and {0} more', rest))}`] : [])].join('\n');
}

/** The cause, in which who holds it is a link, too. */
function detailIn(placed: PlacedThread, speech: Speech, surroundings: Surroundings): string {
  const { locks } = placed.thread;
  const detail = detailOf(placed, true);
  if (placed.state === 'failed') return escaped(detail);
  const [holder] = locks.filter(lock => lock.state === 'queued').flatMap(lock => lock.behind);
  const name = holder === undefined ? null : surroundings.nameOf(holder);
  if (holder === undefined || name === null || !detail.endsWith(heldBy(name))) return escaped(detail);
  const words = detail.slice(0, detail.length - name.length);
  return `${escaped(words)}${linked(holder, name, speech, surroundings)}`;
}

/** How the trace says it at the end of a cause. */
const heldBy = (name: string) => `, held by ${name}`;

/** Why it waits, or what it failed of, as the trace and the program say it. */
function detailOf({ thread: { cause, error }, state }: PlacedThread, isWhole: boolean): string {
  if (state !== 'failed') return isWhole ? (cause ?? '') : (cause ?? '').replace(/, held by .*$/s, '');
  return error === null ? '' : `${error.name}: ${error.message}`.replace(/: $/, '');
}

/** What several begin with, up to a whole word. */
function inCommon(texts: readonly string[]): string {
  const [first = '', ...others] = texts.map(text => text.trim().replace(/\s+/g, ' '));
  if (others.every(text => text === first)) return first;
  const words = first.split(' ');
  const split = others.map(text => text.split(' '));
  const end = words.findIndex((word, index) => split.some(other => other[index] !== word));
  const shared = end < 0 ? words : words.slice(0, end);
  return shared.length === 0 ? '' : `${shared.join(' ').replace(/[,:;]$/, '')}…`;
}

function shortened(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}

/** So coarse that it can be read while it grows. */
function age(ns: number, { t, language }: Speech): string {
  const seconds = Math.max(0, ns) / 1e9;
  if (seconds < 60) {
    const digits = seconds < 10 ? 1 : 0;
    const shown = Math.floor(seconds * 10 ** digits) / 10 ** digits;
    return t('{0} s', numbers(language, digits).format(shown));
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, Math.floor(seconds % 60));
  return t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

const formats = new Map<string, Intl.NumberFormat>();

function numbers(language: string, digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format;
}

function linked(thread: ThreadKey, name: string, { t }: Speech, { linkTo }: Surroundings): string {
  const title = t('Show in Panel').replaceAll('"', '');
  return `[${escaped(name)}](${linkTo(thread)} "${title}")`;
}

/** As Markdown that says just this. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@]/g, '\\$&');
}
