import type { FindingKind, FindingView } from '../protocol/findings.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import { findingTitle, findingWords } from '../trace/findings/findingWords.ts';
import type { FindingWords } from '../trace/findings/findingWords.ts';
import { t } from './l10n.ts';
import * as strings from './strings.ts';

/** What a finding says, in the reader's language, with the names that threads have in the panel. */
export function findingText(finding: FindingView, threads: ReadonlyMap<ThreadKey, ThreadView>): FindingWords {
  return findingWords(finding, t, key => {
    const thread = threads.get(key);
    return thread ? strings.threadName(thread) : `#${key}`;
  });
}

/** What findings of a kind are called. */
export function titleOf(kind: FindingKind): string {
  return findingTitle(kind, t);
}
