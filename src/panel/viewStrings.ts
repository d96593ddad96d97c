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
  from: t('from'),
  duration: t('duration'),
  milliseconds: 'ms',
  noWaits: t('Nobody was blocked or slept.'),
  copy: t('Copy as'),
  formats: { text: t('text'), csv: 'CSV', markdown: 'Markdown' },
  copyTitle: (format: string) => t('Copy the table as {0}', format),
  copied: (format: string) => t('Copied as {0}', format),
};

export const marks = {
  names: { a: 'A', b: 'B' },
  set: (name: string, moment: string) => t('Mark {0} at {1}', name, moment),
  distance: (length: string) => t('{0} from one to the other', length),
};
