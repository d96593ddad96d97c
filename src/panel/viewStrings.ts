import type { LineInRange } from '../protocol/panel.ts';
import { t } from './l10n.ts';

/** The words of range, marks, cores and arrows; strings.ts has these, too. */

export const range = {
  label: t('Selected range'),
  tab: (length: string) => t('range {0}', length),
  close: t('Forget the range (Esc)'),
  fit: t('Show the range (F)'),
  between: (from: string, to: string) => t('{0} to {1}', from, to),
  asking: t('Adding up…'),
  nothing: t('No thread existed in this range.'),
  thread: t('thread'),
  threads: t('threads'),
  share: t('share'),
  all: (count: number) => t('all {0, plural, one {# thread} other {# threads}}', count),
  more: (count: number) => t('{0, plural, one {# more thread} other {# more threads}}', count),
  sent: t('sent'),
  received: t('received'),
  waits: t('Waits by cause'),
  waitedFor: t('waited for'),
  times: t('times'),
  total: t('in all'),
  longest: t('longest'),
  longestWaits: t('Longest waits'),
  cause: t('cause'),
  lines: t('Lines with the most known time'),
  linesMeaning: t(
    'Counted are the waits that told their line, and the running time of the threads that a line made, whichever lines ' +
      'these ran. This is no profile.',
  ),
  line: t('line'),
  time: t('time'),
  lineTimes: {
    blocked: t('blocked here'),
    running: t('its threads running'),
  } satisfies Record<LineInRange['state'], string>,
  moreLines: (count: number) => t('and {0, plural, one {# more line} other {# more lines}}', count),
  from: t('from'),
  duration: t('duration'),
  milliseconds: t('ms'),
  noWaits: t('Nobody was blocked or slept.'),
  copy: t('Copy as'),
  formats: { text: t('text'), csv: t('CSV'), markdown: t('Markdown') },
  copyTitle: (format: string) => t('Copy the table as {0}', format),
  copied: (format: string) => t('Copied as {0}', format),
};

export const rows = {
  sort: t('Order of the threads (O)'),
  sorts: {
    created: t('as created'),
    busiest: t('busiest first'),
    name: t('by name'),
    state: t('by state'),
  },
  sorted: (sort: string) => t('Threads {0}', sort),
  pin: t('Pin on top (P)'),
  unpin: t('Unpin (P)'),
  pinned: t('pinned on top'),
  unpinned: t('not pinned any more'),
  hide: t('Hide, or show again (H)'),
  hid: t('hidden'),
  showed: t('shown again'),
  showedAll: t('All threads are shown again'),
  more: (count: number) => t('and {0} more', count),
  hidden: (count: number) => t('{0} hidden', count),
  meaning: {
    more: t('The busiest threads have rows of their own; these are the rest. How many there were is drawn.'),
    hidden: t('Threads that were hidden. H on one of them shows it again, Shift+H all of them.'),
  },
  alive: t('alive here'),
  of: (some: number, count: number) => t('{0} of {1}', some, count),
};

export const marks = {
  names: { a: 'A', b: 'B' },
  set: (name: string, moment: string) => t('Mark {0} at {1}', name, moment),
  distance: (length: string) => t('{0} from one to the other', length),
};

export const arrows = {
  choose: t('Which arrows are drawn (R)'),
  modes: {
    all: t('all arrows'),
    selection: t('of the selection'),
    pair: t('of a pair'),
    none: t('no arrows'),
  },
  chosen: (mode: string) => t('Arrows: {0}', mode),
  count: (count: number) => t('{0, plural, one {# message} other {# messages}}', count),
  bundleMeaning: t('Received in one stretch of this window; the line is that of one of them.'),
  bundleHint: t('Click zooms in.'),
  wakeUp: t('Wake-up'),
  took: t('took'),
  called: t('called'),
  woken: t('woken'),
  wakeUpHint: t('Click selects who was woken.'),
  queue: t('queue'),
  /** The most that waited at once, and some of whom it was, the most first. */
  queued: (count: number, senders: readonly { readonly name: string; readonly count: number }[]) =>
    t(
      'up to {0, plural, one {# message} other {# messages}} ({1})',
      count,
      senders.map(sender => t('{0} of {1}', sender.count, sender.name)).join(', '),
    ),
};

export const jumps = {
  toError: t('Next error (E)'),
  toWait: t('Longest wait, then the next shorter one (L)'),
  error: (what: string, thread: string, at: string) => t('{0} in {1} at {2}', what, thread, at),
  of: (index: number, count: number) => t('{0} of {1}', index, count),
  noError: t('No thread failed.'),
  noWait: t('Nobody was blocked or slept.'),
};

export const pause = {
  title: t('Hold the picture still; the run is recorded on (K)'),
  note: (at: string) => t('Held at {0}; the run is recorded on.', at),
  paused: t('The picture is held'),
  resumed: t('The picture goes on'),
};

export const cores = {
  label: t('Cores'),
  show: t('Which thread ran on which core (C)'),
  name: (core: number) => t('core {0}', core),
  count: (count: number) => t('Cores {0}', count),
  share: t('How busy it was with this run, over what is on screen'),
  heading: t('busy'),
  slice: (thread: string, core: number) => t('{0} on core {1}', thread, core),
  own: t('this thread'),
  others: t('others of the run'),
  hint: t('Click selects the thread.'),
  timeline: (cores: number) =>
    t(
      'Timeline of {0, plural, one {# core} other {# cores}}. Arrow keys change the core and step between what ' +
        'ran on it, C leads back to the threads, the question mark lists all keys.',
      cores,
    ),
  legend: t('Each thread has its colour; how high it stands is its share of the core.'),
  asking: t('Asking which thread ran where…'),
  none: t('No thread of this run was seen on a core in this stretch.'),
  unknown: t('Which core a thread runs on is known only on Linux, where the OS tells it.'),
};
