import { t } from './l10n.ts';

/** The words of captured stacks and of a thread's anatomy; strings.ts has these, too. */

export const stacks = {
  title: t('Stacks'),
  tab: t('stacks'),
  capture: t('Capture stacks of all threads (T)'),
  captureNow: t('Capture now'),
  capturing: t('Capturing…'),
  close: t('Close the stacks (Esc)'),
  choose: t('Which capture'),
  captured: (moment: string) => t('at {0}', moment),
  capturedFor: (moment: string, finding: string) => t('at {0}: {1}', moment, finding),
  took: (length: string) => t('taken within {0}', length),
  none: t('No stacks were captured in this run.'),
  hint: t('“Capture stacks” looks at every thread once: where it is, and by which calls it came there.'),
  said: (threads: number, shapes: number) =>
    t(
      'Stacks of {0, plural, one {# thread} other {# threads}}: {1, plural, one {# place} other {# different places}}',
      threads,
      shapes,
    ),
  failed: t('No stacks could be captured.'),
  tree: t('Parallel stacks, from the outermost call on'),
  threads: (count: number) => t('{0, plural, one {# thread} other {# threads}}', count),
  without: (count: number) =>
    t('{0, plural, one {# thread without a stack} other {# threads without a stack}}', count),
  unnamed: t('(anonymous)'),
  noCall: t('in no call'),
  leftOut: (count: number) =>
    // Of deep stacks some runtimes only say that there is more.
    t('{0, plural, one {outer calls are left out} other {# outer calls are left out}}', count),
  framesOf: (count: number, whose: string) =>
    t('{0, plural, one {# frame} other {# frames}} of {1}', count, whose),
  times: (name: string, count: number) => t('{0}, {1} times', name, count),
  and: (one: string, other: string) => t('{0} and {1}', one, other),
  others: (one: string) => t('{0} and others', one),
  runtime: t('the runtime'),
  library: t('a library'),
  unfoldAll: t('Unfold all frames'),
  foldAll: t('Fold frames of runtime and libraries'),
  moreThreads: (count: number) => t('{0} more', count),
  generated: (place: string) => t('runs as {0}', place),
};

export const anatomy = {
  title: t('Anatomy'),
  identifiers: t('Identifiers'),
  programCounter: t('Program counter'),
  line: t('line'),
  address: t('address'),
  module: t('in'),
  stack: t('Stack'),
  stackPointer: t('stack pointer'),
  registers: t('Registers'),
  call: t('call'),
  argument: (number: number) => t('argument {0}', number),
  onCore: t('On a core: its registers change with each instruction.'),
  notRead: t('Nobody may read them here.'),
  asOf: (moment: string) => t('as of {0}', moment),
  notCaptured: t('Not captured yet.'),
  variables: t('Variables'),
  variablesOf: (name: string) => t('Variables of {0}', name),
  asking: t('Asking…'),
  noVariables: t('They cannot be had any more: the thread has gone on.'),
  noneThere: t('It has none.'),
  privacy: t('Asked for now, and not kept.'),
};
