import * as vscode from 'vscode';
import type { ProcessView, RunView, ThreadView } from '../protocol/panel.ts';
import { isLive } from './shownRun.ts';
import type { RowSort } from '../trace/rowOrder.ts';

/** What the Threads view says of runs, processes and threads. */

const icons: Readonly<Record<ThreadView['state'], string>> = {
  created: 'circle-large-outline',
  starting: 'rocket',
  running: 'circle-large-filled',
  ready: 'watch',
  waiting: 'circle-large-outline',
  blocked: 'circle-slash',
  sleeping: 'debug-pause',
  finished: 'pass',
  failed: 'error',
  killed: 'debug-stop',
};

export function stateIcon({ state }: ThreadView): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icons[state], new vscode.ThemeColor(`threadView.${state}`));
}

export function runIcon(run: RunView): vscode.ThemeIcon {
  const { status, exitCode } = run;
  if (isLive(run)) return new vscode.ThemeIcon('play-circle', new vscode.ThemeColor('threadView.running'));
  if (status === 'ended' && exitCode === 0)
    return new vscode.ThemeIcon('pass', new vscode.ThemeColor('threadView.finished'));
  const state = status === 'ended' && exitCode === null ? 'killed' : 'failed';
  return new vscode.ThemeIcon(icons[state], new vscode.ThemeColor(`threadView.${state}`));
}

export function stateWord(state: ThreadView['state']): string {
  switch (state) {
    case 'created':
      return vscode.l10n.t('created');
    case 'starting':
      return vscode.l10n.t('starting');
    case 'running':
      return vscode.l10n.t('running');
    case 'ready':
      return vscode.l10n.t('ready');
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'blocked':
      return vscode.l10n.t('blocked');
    case 'sleeping':
      return vscode.l10n.t('sleeping');
    case 'finished':
      return vscode.l10n.t('finished');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'killed':
      return vscode.l10n.t('killed');
  }
}

export function sortWord(sort: RowSort): string {
  switch (sort) {
    case 'created':
      return vscode.l10n.t('Creation');
    case 'busiest':
      return vscode.l10n.t('Busiest First');
    case 'name':
      return vscode.l10n.t('Name');
    case 'state':
      return vscode.l10n.t('State, What Needs a Look First');
  }
}

/**
 * How far the user's wish to have a thread terminated has come: its maker is asked, or has been asked for so long that
 * it must be busy.
 */
export interface Ending {
  readonly maker: string;
  readonly isMakerBusy: boolean;
}

/** What of a description is worth a row of its own in the news, however short it lasts: state and cause. */
export function threadState(thread: ThreadView, ending: Ending | null): string {
  return [thread.state, whyText(thread), ending === null ? '' : String(ending.isMakerBusy)].join('\n');
}

/** The cause of a state or of an end; empty where there is none to tell. */
function whyText({ cause, error, terminatedByUser, outcome }: ThreadView): string {
  if (cause !== null) return cause;
  if (error !== null) return error.name;
  return terminatedByUser && outcome === 'killed' ? vscode.l10n.t('by Thread View') : '';
}

/**
 * State with its cause, since when, and CPU.
 * @param nowNs of the run's clock
 */
export function threadDescription(thread: ThreadView, nowNs: number, ending: Ending | null = null): string {
  const { cpuShare, stateSinceNs } = thread;
  const why = whyText(thread);
  const since = stateSinceNs === null ? null : sinceText(nowNs - stateSinceNs);
  const state = [stateWord(thread.state), ...(since === null ? [] : [since])].join(' ');
  const parts = [why === '' ? state : `${state}: ${why}`];
  if (ending !== null && thread.outcome === 'running') {
    parts.unshift(
      ending.isMakerBusy
        ? vscode.l10n.t('ends when {0}, which is busy, gets to it', ending.maker)
        : vscode.l10n.t('is being terminated'),
    );
  }
  if (cpuShare !== null) parts.push(vscode.l10n.t('{0} CPU', percent(cpuShare)));
  return parts.join(' · ');
}

export function processDescription(process: ProcessView): string {
  if (process.outcome === 'running') return process.title;
  return `${process.title} · ${endText(process) ?? stateWord(process.outcome)}`;
}

/** @param alive how many of its threads are alive */
export function runDescription(run: RunView, alive: number): string {
  const started = clockTime(run.startedAtMs);
  switch (run.status) {
    case 'starting':
    case 'running':
      return `${aliveText(alive)} · ${started}`;
    case 'failed':
      return `${vscode.l10n.t('failed')} · ${started}`;
    case 'ended':
    case 'gone':
      return `${endText(run) ?? vscode.l10n.t('ended')} · ${started}`;
  }
}

export function threadsText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 thread') : vscode.l10n.t('{0} threads', count);
}

export function aliveText(alive: number): string {
  return alive === 1 ? vscode.l10n.t('1 thread alive') : vscode.l10n.t('{0} threads alive', alive);
}

/** All that is known in a few lines, for whoever wants to paste it somewhere. */
export function threadSummary(thread: ThreadView, nowNs: number): string {
  const times = Object.entries(thread.stateNs)
    .filter(([, ns]) => ns > 0)
    .map(([state, ns]) => `${stateWord(state as ThreadView['state'])} ${duration(ns)}`);
  const lines: [string, string | null][] = [
    [vscode.l10n.t('state'), threadDescription(thread, nowNs)],
    [vscode.l10n.t('thread id'), String(thread.threadId)],
    [vscode.l10n.t('OS thread id'), thread.osThreadId === null ? null : String(thread.osThreadId)],
    [vscode.l10n.t('made at'), placeText(thread.createdAt)],
    [vscode.l10n.t('waits at'), placeText(thread.wait?.at ?? null)],
    [vscode.l10n.t('times'), times.join(', ') || null],
    [
      vscode.l10n.t('messages'),
      vscode.l10n.t('{0} sent, {1} received', thread.messages.sent, thread.messages.received),
    ],
    [vscode.l10n.t('error'), thread.error === null ? null : `${thread.error.name}: ${thread.error.message}`],
  ];
  return [
    thread.name,
    ...lines.flatMap(([label, value]) => (value === null ? [] : [`${label}: ${value}`])),
  ].join('\n');
}

/** How a process or a run ended, where somebody told. */
export function endText({ signal, exitCode }: Pick<RunView, 'signal' | 'exitCode'>): string | null {
  return signal ?? (exitCode === null ? null : vscode.l10n.t('exit {0}', exitCode));
}

function placeText(place: ThreadView['createdAt']): string | null {
  return place === null ? null : `${place.file}:${place.line}:${place.column}`;
}

/**
 * A time that grows, in steps that grow with it, for each step is a row drawn anew. Always rounded down.
 * @returns `null` for what is over before it is read
 */
function sinceText(ns: number): string | null {
  const seconds = Math.floor(ns / 1e9);
  if (!(seconds >= 1)) return null;
  if (seconds < 60) return vscode.l10n.t('{0} s', seconds < 10 ? seconds : seconds - (seconds % 5));
  if (seconds < 3600) return vscode.l10n.t('{0} min', Math.floor(seconds / 60));
  return vscode.l10n.t('{0} h', Math.floor(seconds / 3600));
}

// Made once, and not before they are used: making one takes many times as long as writing a number with it.
let shares: Intl.NumberFormat | null = null;
let threeDigits: Intl.NumberFormat | null = null;
let clock: Intl.DateTimeFormat | null = null;
let calendar: Intl.DateTimeFormat | null = null;

/** @param ms since the epoch */
export function dateAndTime(ms: number): string {
  calendar ??= new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'short', timeStyle: 'medium' });
  return calendar.format(ms);
}

/** @param ms since the epoch */
export function clockTime(ms: number): string {
  clock ??= new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'medium' });
  return clock.format(ms);
}

export function percent(share: number): string {
  shares ??= new Intl.NumberFormat(vscode.env.language, { style: 'percent' });
  return shares.format(share);
}

/** With three digits, in milliseconds or, from a second on, in seconds. */
export function duration(ns: number): string {
  threeDigits ??= new Intl.NumberFormat(vscode.env.language, {
    maximumSignificantDigits: 3,
    useGrouping: false,
  });
  return ns < 1e9
    ? vscode.l10n.t('{0} ms', threeDigits.format(ns / 1e6))
    : vscode.l10n.t('{0} s', threeDigits.format(ns / 1e9));
}
