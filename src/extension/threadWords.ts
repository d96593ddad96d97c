import * as vscode from 'vscode';
import type { ProcessView, ThreadView } from '../protocol/panel.ts';

/** What the Threads view says of processes and threads. */

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

/** State with its cause, and CPU. */
export function threadDescription(thread: ThreadView): string {
  const { cause, cpuShare, error } = thread;
  const why = cause ?? error?.name ?? null;
  const state = stateWord(thread.state);
  const parts = [why === null ? state : `${state}: ${why}`];
  if (cpuShare !== null) parts.push(vscode.l10n.t('{0} CPU', percent(cpuShare)));
  return parts.join(' · ');
}

export function processDescription(process: ProcessView): string {
  if (process.outcome === 'running') return process.title;
  const end =
    process.signal ??
    (process.exitCode === null ? stateWord(process.outcome) : vscode.l10n.t('exit {0}', process.exitCode));
  return `${process.title} · ${end}`;
}

/** All that is known in a few lines, for whoever wants to paste it somewhere. */
export function threadSummary(thread: ThreadView): string {
  const times = Object.entries(thread.stateNs)
    .filter(([, ns]) => ns > 0)
    .map(([state, ns]) => `${stateWord(state as ThreadView['state'])} ${duration(ns)}`);
  const lines: [string, string | null][] = [
    [vscode.l10n.t('state'), threadDescription(thread)],
    [vscode.l10n.t('thread id'), String(thread.threadId)],
    [vscode.l10n.t('OS thread id'), thread.osThreadId === null ? null : String(thread.osThreadId)],
    [vscode.l10n.t('made at'), placeText(thread)],
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

function placeText({ createdAt }: ThreadView): string | null {
  return createdAt === null ? null : `${createdAt.file}:${createdAt.line}:${createdAt.column}`;
}

// Made once, and not before they are used: making one takes many times as long as writing a number with it.
let shares: Intl.NumberFormat | null = null;
let threeDigits: Intl.NumberFormat | null = null;

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
