import * as vscode from 'vscode';
import type { RunView, ThreadView } from '../protocol/panel.ts';
import { threadStates, type ThreadState } from '../protocol/words.ts';
import { compareThreads } from '../trace/compareThreads.ts';
import { baseName } from '../engine/files.ts';
import { escaped } from './html.ts';
import { isLive } from './shownRun.ts';
import { dateAndTime, duration, endText, percent, stateWord, threadsText } from './threadWords.ts';

/** One of the two runs that are compared. */
export interface ComparedRun {
  readonly view: RunView;
  readonly threads: readonly ThreadView[];
  /** The run's clock, for threads that have not ended. Nanoseconds since its origin. */
  readonly nowNs: number;
}

export interface ComparePage {
  readonly language: string;
  readonly styleUri: string;
  readonly cspSource: string;
  readonly first: ComparedRun;
  readonly second: ComparedRun;
}

/** Of the bars' picture, in its own units; it is stretched to its column. */
const barWidth = 1000;
const barHeight = 10;
/** A difference that is smaller may be chance, and is not said. */
const leastDifference = 0.02;

/**
 * Two runs side by side, as a table: for each thread that both have, two rows with how long it lived, its time in each
 * state, its messages and its end, and by how much the second differs. Nothing in it moves, so it needs no script.
 */
export function comparePage({ language, styleUri, cspSource, first, second }: ComparePage): string {
  const pairs = compareThreads(first.threads, second.threads);
  const sides = pairs.flatMap(pair => [
    { thread: pair.first, run: first },
    { thread: pair.second, run: second },
  ]);
  const longestNs = Math.max(
    1,
    ...sides.map(({ thread, run }) => (thread === null ? 0 : lifeNs(thread, run))),
  );
  const states = threadStates.filter(state =>
    sides.some(({ thread }) => thread !== null && thread.stateNs[state] > 0),
  );
  const bodies = pairs.map(pair => {
    const name = pair.first ?? pair.second;
    const rows = [
      row(pair.first, null, first, 1, states, longestNs),
      row(
        pair.second,
        pair.first === null ? null : { thread: pair.first, run: first },
        second,
        2,
        states,
        longestNs,
      ),
    ];
    const head = name === null ? '' : `<th scope="rowgroup" rowspan="2">${threadName(name)}</th>`;
    return `<tbody><tr>${head}${rows[0] ?? ''}</tr><tr>${rows[1] ?? ''}</tr></tbody>`;
  });
  const heads = [
    vscode.l10n.t('Thread'),
    vscode.l10n.t('Run'),
    vscode.l10n.t('Time by state'),
    vscode.l10n.t('End'),
    vscode.l10n.t('Messages'),
  ];
  const numberHeads = [vscode.l10n.t('Life'), ...states.map(stateWord)];
  const policy = `default-src 'none'; style-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <title>${escaped(vscode.l10n.t('Comparison of runs'))}</title>
    <link rel="stylesheet" href="${escaped(styleUri)}">
  </head>
  <body>
    <dl>${runFacts(first, 1)}${runFacts(second, 2)}</dl>
    <p class="legend">${states.map(state => `<span><i class="${state}"></i>${escaped(stateWord(state))}</span>`).join('')}</p>
    <table>
      <thead><tr>${[...heads.map(each => head(each)), ...numberHeads.map(each => head(each, 'number'))].join('')}</tr></thead>
      ${bodies.join('\n      ')}
    </table>
  </body>
</html>
`;
}

function head(text: string, kind = ''): string {
  return `<th scope="col" class="${kind}">${escaped(text)}</th>`;
}

function runFacts({ view, threads }: ComparedRun, number: number): string {
  const facts = [dateAndTime(view.startedAtMs), runEnd(view), threadsText(threads.length)].join(' · ');
  return `<div><dt><b>${number}</b> ${escaped(view.title)}</dt><dd>${escaped(facts)}</dd><dd><code>${escaped(view.commandLine)}</code></dd></div>`;
}

function runEnd(view: RunView): string {
  if (isLive(view)) return vscode.l10n.t('is running');
  return endText(view) ?? vscode.l10n.t('has ended');
}

function threadName({ name, createdAt }: ThreadView): string {
  const place = createdAt === null ? '' : `${baseName(createdAt.file)}:${createdAt.line}`;
  return `${escaped(name)}<small>${escaped(place)}</small>`;
}

interface Side {
  readonly thread: ThreadView;
  readonly run: ComparedRun;
}

function row(
  thread: ThreadView | null,
  before: Side | null,
  run: ComparedRun,
  number: number,
  states: readonly ThreadState[],
  longestNs: number,
): string {
  const badge = `<td class="run"><b>${number}</b></td>`;
  if (thread === null)
    return `${badge}<td class="none" colspan="${states.length + 4}">${escaped(vscode.l10n.t('not in this run'))}</td>`;
  const life = lifeNs(thread, run);
  const times = states.map(state => time(thread.stateNs[state], before?.thread.stateNs[state] ?? null));
  const { sent, received } = thread.messages;
  const messages = vscode.l10n.t('{0} sent, {1} received', sent, received);
  const were = before?.thread.messages;
  const differs = were !== undefined && (were.sent !== sent || were.received !== received);
  const ended = threadEnd(thread);
  const endDiffers = before !== null && threadEnd(before.thread) !== ended;
  return [
    badge,
    `<td class="bar">${bar(thread, states, life / longestNs)}</td>`,
    `<td${endDiffers ? ' class="differs"' : ''}><i class="${thread.outcome}"></i>${escaped(ended)}</td>`,
    `<td${differs ? ' class="differs"' : ''}>${escaped(messages)}</td>`,
    time(life, before === null ? null : lifeNs(before.thread, before.run)),
    ...times,
  ].join('');
}

function time(ns: number, beforeNs: number | null): string {
  const difference = beforeNs === null ? '' : differenceText(ns, beforeNs);
  return `<td class="number">${ns > 0 ? escaped(duration(ns)) : '–'}<small>${escaped(difference)}</small></td>`;
}

/** Empty where there is none to speak of. */
function differenceText(ns: number, beforeNs: number): string {
  if (ns === 0 && beforeNs === 0) return '';
  if (beforeNs === 0) return vscode.l10n.t('new');
  const share = ns / beforeNs - 1;
  if (Math.abs(share) < leastDifference) return '';
  return share > 9 ? `×${Math.round(ns / beforeNs)}` : `${share > 0 ? '+' : '−'}${percent(Math.abs(share))}`;
}

function threadEnd({ outcome, exitCode, error }: ThreadView): string {
  if (outcome === 'running') return vscode.l10n.t('is running');
  const why =
    error?.name ?? (exitCode === null || exitCode === 0 ? null : vscode.l10n.t('exit {0}', exitCode));
  return why === null ? stateWord(outcome) : `${stateWord(outcome)}: ${why}`;
}

/** @param share of the width that the whole bar takes */
function bar({ stateNs }: ThreadView, states: readonly ThreadState[], share: number): string {
  const whole = states.reduce((sum, state) => sum + stateNs[state], 0) || 1;
  let x = 0;
  const rects = states.map(state => {
    const width = (stateNs[state] / whole) * share * barWidth;
    const rect = `<rect class="${state}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="${barHeight}"/>`;
    x += width;
    return rect;
  });
  // The same facts stand in the cells beside it.
  return `<svg aria-hidden="true" viewBox="0 0 ${barWidth} ${barHeight}" preserveAspectRatio="none">${rects.join('')}</svg>`;
}

function lifeNs({ createdNs, startedNs, endedNs }: ThreadView, { nowNs }: ComparedRun): number {
  return Math.max(0, (endedNs ?? nowNs) - (startedNs ?? createdNs));
}
