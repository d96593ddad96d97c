import type { FindingView } from '../protocol/findings.ts';
import type { Announcer } from './announcer.ts';
import { findingText } from './findingTexts.ts';
import { duration } from './format.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import * as strings from './strings.ts';
import type { ViewStore } from './viewState.ts';

interface FindingJumpParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly navigator: Navigator;
  readonly announcer: Announcer;
}

/** Leads from finding to finding, in the order of the list, and shows each in list and lanes. */
export class FindingJumps {
  readonly #parts: FindingJumpParts;

  constructor(parts: FindingJumpParts) {
    this.#parts = parts;
  }

  /** The finding that is looked at, muted or not. */
  get picked(): FindingView | null {
    const { model, store } = this.#parts;
    return model.findings.find(({ id }) => id === store.state.finding) ?? null;
  }

  /** After the last comes the first. */
  step(step: 1 | -1): void {
    const { model, announcer } = this.#parts;
    const { shownFindings: all, threads } = model;
    const current = all.findIndex(({ id }) => id === this.picked?.id);
    const first = step > 0 ? 0 : all.length - 1;
    const index = current < 0 ? first : (current + step + all.length) % all.length;
    const finding = all[index];
    if (!finding) {
      announcer.say(model.isLive ? strings.findings.noneYet : strings.findings.none);
      return;
    }
    this.pick(finding);
    const { title, sentence } = findingText(finding, threads);
    const at = strings.findings.at(title, duration(finding.sinceNs));
    announcer.say(`${at}: ${sentence} ${strings.findings.of(index + 1, all.length)}`);
  }

  /** Unfolds it in the list, and brings its first thread and its time into view; `null` folds what is unfolded. */
  pick(finding: FindingView | null): void {
    const { store, navigator } = this.#parts;
    if (finding) {
      const [first] = finding.spans;
      const thread = first?.thread ?? finding.threads[0];
      // Not picked: what outlines a picked span would hide what outlines the finding's.
      if (first) navigator.lookAt({ thread: first.thread, fromNs: first.startNs, toNs: first.endNs });
      else if (thread !== undefined) navigator.goToMoment(thread, finding.sinceNs);
    }
    store.set({ detail: 'findings', finding: finding?.id ?? null });
  }
}
