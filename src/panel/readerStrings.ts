import { t } from './l10n.ts';

/** What only screen readers say: tables and news; strings.ts has these, too. */

export const table = {
  caption: (from: number, to: number, count: number) =>
    to - from + 1 >= count
      ? t('Threads of this run')
      : t('Threads of this run: {0} to {1} of {2}, around the selected one', from, to, count),
  columns: [
    t('Thread'),
    t('Id'),
    t('Process'),
    t('State'),
    t('CPU'),
    t('Created'),
    t('Created at'),
    t('Ended'),
    t('Time per state'),
    t('Messages sent'),
    t('Messages received'),
    t('Error'),
  ],
};

export const spanTable = {
  caption: (thread: string, from: number, to: number, count: number) =>
    to - from + 1 >= count
      ? t('Visible spans of {0}', thread)
      : t('Visible spans of {0}: {1} to {2} of {3}, around the selected one', thread, from, to, count),
  columns: [t('State'), t('Cause'), t('From'), t('To'), t('Duration'), t('Known')],
  shareCaption: (thread: string, from: string, to: string) =>
    t('Shares of the states of {0} from {1} to {2}; zoom in for its spans', thread, from, to),
  shareColumns: [t('State'), t('Share')],
};

/** What a screen reader hears of threads that nobody asked about. */
export const news = {
  began: (count: number) => t('{0, plural, one {# thread} other {# threads}} began', count),
  ended: (count: number) => t('{0, plural, one {# thread} other {# threads}} ended', count),
  failed: (count: number) => t('{0, plural, one {# thread} other {# threads}} failed', count),
  failedBy: (thread: string, how: string) => t('{0} failed: {1}', thread, how),
};
