import type { FindingSpan, FindingView } from '../protocol/findings.ts';
import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { h, refresh, setAttribute, setText } from './dom.ts';
import { severityOf } from './findingOrder.ts';
import { findingText } from './findingTexts.ts';
import { duration } from './format.ts';
import { icon, stateMark } from './icons.ts';
import { linkButton, placeLink } from './section.ts';
import * as strings from './strings.ts';

/** Where the links of a finding lead. */
export interface FindingActions {
  open(place: SourcePlace): void;
  /** Unfolds it and shows it in the lanes; `null` folds what is unfolded. */
  pick(finding: FindingView | null): void;
  /** To one thread of it. */
  select(thread: ThreadKey): void;
  /** Lights these threads up. */
  reveal(threads: readonly ThreadKey[]): void;
  goTo(span: FindingSpan): void;
  showPage(finding: FindingView): void;
  mute(finding: FindingView, isMuted: boolean): void;
  showStacks(capture: number): void;
}

/** What an entry of the list shows. */
export interface FindingState {
  readonly isOpen: boolean;
  readonly isMuted: boolean;
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  readonly nowNs: number;
  /** The number of the capture that was made for it. */
  readonly capture: number | null;
}

const mostSpans = 8;
const mostThreads = 24;
const text = strings.findings;

/** One entry of the list of findings: a line, and when it is unfolded all that it rests on. */
export class FindingItem {
  readonly element: HTMLElement;
  readonly #actions: FindingActions;
  readonly #head = h('button', { class: 'finding-head', type: 'button' });
  readonly #mark = h('span', { class: 'finding-mark' });
  readonly #title = h('span', { class: 'finding-title' });
  readonly #brief = h('span', { class: 'finding-brief' });
  readonly #time = h('span', { class: 'finding-time' });
  readonly #severity = h('span', { class: 'visually-hidden' });
  readonly #body = h('div', { class: 'finding-body', hidden: '' });
  readonly #sentence = h('p', { class: 'finding-sentence' });
  readonly #advice = h('p', {});
  readonly #facts = h('div', { class: 'finding-facts' });
  readonly #links = h('p', { class: 'finding-links' });
  #finding: FindingView;
  #isOpen = false;

  constructor(finding: FindingView, actions: FindingActions) {
    this.#finding = finding;
    this.#actions = actions;
    const severity = severityOf(finding.kind);
    this.#mark.append(icon(severity));
    setText(this.#severity, `${text.severities[severity]}: `);
    this.#head.append(this.#mark, this.#severity, this.#title, this.#brief, this.#time);
    this.#head.addEventListener('click', () => actions.pick(this.#isOpen ? null : this.#finding));
    this.#body.append(
      h(
        'div',
        { class: 'finding-words' },
        this.#sentence,
        h('div', { class: 'finding-advice' }, h('h4', {}, text.advice), this.#advice),
        this.#links,
      ),
      this.#facts,
    );
    this.element = h('li', { class: `finding severity-${severity}` }, h('h3', {}, this.#head), this.#body);
  }

  update(finding: FindingView, state: FindingState): void {
    this.#finding = finding;
    const { isOpen, isMuted } = state;
    this.#isOpen = isOpen;
    const { title, sentence, advice } = findingText(finding, state.threads);
    setText(this.#title, title);
    setText(this.#brief, sentence);
    setText(this.#time, timeText(finding, state.nowNs));
    setAttribute(this.#head, 'aria-expanded', String(isOpen));
    this.element.classList.toggle('open', isOpen);
    this.element.classList.toggle('muted', isMuted);
    this.#body.hidden = !isOpen;
    if (!isOpen) return;
    setText(this.#sentence, sentence);
    setText(this.#advice, advice);
    this.#showFacts(finding, state);
    refresh(this.#links, `${isMuted} ${state.capture}`, () => this.#linkList(title, state));
  }

  /** All of it, or where there is no room for that its beginning. */
  reveal(): void {
    this.element.scrollIntoView({ block: 'nearest' });
    this.#head.scrollIntoView({ block: 'nearest' });
  }

  #showFacts(finding: FindingView, { threads, nowNs }: FindingState): void {
    const own = finding.threads.flatMap(key => threads.get(key) ?? []);
    const spans = finding.spans.slice(0, mostSpans).map(span => {
      const thread = threads.get(span.thread);
      const name = thread ? strings.threadName(thread) : '';
      const length = duration(Math.min(span.endNs, nowNs) - span.startNs);
      return { span, label: text.span(name, duration(span.startNs), length) };
    });
    const signature = JSON.stringify([
      own.map(thread => [thread.key, thread.state, strings.threadName(thread)]),
      spans.map(({ label }) => label),
      finding.places,
    ]);
    refresh(this.#facts, signature, () =>
      [
        this.#threadList(own, finding),
        spans.length > 0 &&
          fact(text.spans, [
            ...spans.map(({ span, label }) => linkButton(label, () => this.#actions.goTo(span))),
            ...rest(finding.spans.length - spans.length),
          ]),
        finding.places.length > 0 && fact(text.places, this.#placeList(finding, threads)),
      ].filter(part => part !== false),
    );
  }

  #threadList(own: readonly ThreadView[], finding: FindingView): HTMLElement {
    const links = own.slice(0, mostThreads).map(thread =>
      h(
        'span',
        { class: 'finding-thread' },
        stateMark(thread.state),
        linkButton(strings.threadName(thread), () => this.#actions.select(thread.key)),
      ),
    );
    const all =
      own.length > 1 ? [linkButton(text.allThreads, () => this.#actions.reveal(this.#finding.threads))] : [];
    return fact(text.threads, [...links, ...rest(finding.threads.length - links.length), ...all], 'flowing');
  }

  #placeList({ places }: FindingView, threads: FindingState['threads']): readonly HTMLElement[] {
    return places.map(({ role, thread, place }) => {
      const known = threads.get(thread);
      return h(
        'span',
        {},
        known ? `${strings.threadName(known)} ${text.roles[role]} ` : `${text.roles[role]} `,
        placeLink(place, this.#actions),
      );
    });
  }

  #linkList(title: string, { isMuted, capture }: FindingState): readonly Node[] {
    const actions = this.#actions;
    return [
      ...(capture === null ? [] : [linkButton(text.stacks, () => actions.showStacks(capture))]),
      linkButton(text.page(title), () => actions.showPage(this.#finding)),
      linkButton(isMuted ? text.unmute : text.mute, () => actions.mute(this.#finding, !isMuted)),
    ];
  }
}

function timeText({ sinceNs, untilNs }: FindingView, nowNs: number): string {
  const since = duration(sinceNs);
  if (untilNs === null) return text.since(since);
  const lengthNs = Math.min(untilNs, nowNs) - sinceNs;
  return lengthNs > 0 ? text.atFor(since, duration(lengthNs)) : text.atMoment(since);
}

function fact(label: string, values: readonly Node[], className = ''): HTMLElement {
  return h(
    'div',
    { class: 'finding-fact' },
    h('h4', {}, label),
    h('ul', { class: className }, ...values.map(value => h('li', {}, value))),
  );
}

function rest(count: number): readonly Node[] {
  return count > 0 ? [h('span', { class: 'quiet' }, text.more(count))] : [];
}
