import type { FindingRole } from '../protocol/findings.ts';
import type { Severity } from './findingOrder.ts';
import { t } from './l10n.ts';

/** The words around findings; what a finding itself says is in trace/findings/findingWords.ts. strings.ts has these, too. */

export const findings = {
  title: t('Findings'),
  tab: (count: number) => t('findings {0}', count),
  show: (count: number) => t('{0, plural, one {# finding} other {# findings}}', count),
  none: t('Nothing was found in this run.'),
  noneYet: t('Nothing was found so far.'),
  allMuted: t('All that was found is muted.'),
  close: t('Close the findings (Esc)'),
  next: t('Next finding (I)'),
  at: (title: string, moment: string) => t('{0} at {1}', title, moment),
  of: (index: number, count: number) => t('{0} of {1}', index, count),
  severities: {
    error: t('error'),
    warning: t('warning'),
    info: t('hint'),
  } satisfies Record<Severity, string>,
  since: (moment: string) => t('since {0}', moment),
  atFor: (moment: string, length: string) => t('at {0}, for {1}', moment, length),
  atMoment: (moment: string) => t('at {0}', moment),
  advice: t('What to try'),
  threads: t('Threads'),
  allThreads: t('light them up'),
  spans: t('When'),
  span: (thread: string, from: string, length: string) => t('{0}: at {1}, for {2}', thread, from, length),
  places: t('Where'),
  roles: {
    waits: t('waits'),
    holds: t('holds'),
    makes: t('makes'),
    sends: t('sends'),
    handles: t('handles'),
    fails: t('fails'),
    listens: t('listens'),
  } satisfies Record<FindingRole, string>,
  more: (count: number) => t('and {0} more', count),
  stacks: t('Stacks when it was found'),
  page: (title: string) => t('About: {0}', title),
  mute: t('Mute this kind'),
  unmute: t('Show this kind again'),
  showMuted: (count: number) => t('{0, plural, one {# muted} other {# muted}}', count),
  hideMuted: t('Hide what is muted'),
  news: (titles: string) => t('found: {0}', titles),
  newsMany: (count: number) => t('{0, plural, one {# new finding} other {# new findings}}', count),
};
