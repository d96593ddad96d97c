import type { ThreadKey, ThreadView, WaitView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { h } from './dom.ts';
import { duration, placeLabel } from './format.ts';
import type { FrameRowActions } from './frameRows.ts';
import { stateMark } from './icons.ts';
import * as strings from './strings.ts';
import type { Subject } from './subject.ts';

/** Where links in the inspector lead. */
export interface LinkActions {
  open(place: SourcePlace): void;
  copy(text: string): void;
  select(thread: ThreadKey): void;
  /** Only arrows between the selected thread and this one. */
  pair(thread: ThreadKey): void;
  /** To a wait: its lane, and its time. */
  goTo(wait: WaitView): void;
}

/** What can be done in the inspector beside. */
export interface SectionActions extends LinkActions, FrameRowActions {
  /** Looks at the stacks of all threads. */
  capture(): void;
  /** Asks for the variables of a call of the selected thread, by its place in the stack, or hides them. */
  toggleVariables(frame: number): void;
  /** Rises with whatever is folded or unfolded. */
  readonly foldsVersion: number;
}

/** What one section says. It is made anew only when its signature changes: links keep their focus. */
export interface SectionContent {
  readonly signature: string;
  make(): readonly (Node | string)[];
}

/** One section of the inspector; `null` when it has nothing to say. */
export type Section = (subject: Subject, actions: SectionActions) => SectionContent | null;

export type Value = string | Node | null;
export type Fact = readonly [label: string, value: Value];

export function factsContent(title: string, facts: readonly Fact[]): SectionContent | null {
  const shown = facts.filter(([, value]) => value !== null);
  if (shown.length === 0) return null;
  return {
    signature: JSON.stringify(shown.map(([label, value]) => [label, asText(value)])),
    make: () => [h('h3', {}, title), factList(shown)],
  };
}

export function factList(facts: readonly Fact[]): HTMLElement {
  return h('dl', {}, ...facts.flatMap(([label, value]) => [h('dt', {}, label), h('dd', {}, value)]));
}

function asText(value: Value): string | null {
  return value instanceof Node ? value.textContent : value;
}

export function linkButton(label: string, onClick: () => void): HTMLButtonElement {
  const button = h('button', { class: 'link', type: 'button' }, label);
  button.addEventListener('click', onClick);
  return button;
}

export function placeLink(
  place: SourcePlace | null,
  actions: Pick<LinkActions, 'open'>,
): HTMLButtonElement | null {
  if (!place) return null;
  const link = linkButton(placeLabel(place), () => actions.open(place));
  link.title = `${place.file}:${place.line}:${place.column}`;
  return link;
}

/** Which line waited, and which one ended that: each leads to its source. */
function waitPlaces({ at, wokenBy }: WaitView, actions: LinkActions): HTMLElement | null {
  const text = strings.waits;
  const links = (
    [
      [text.at, at, text.atPlace],
      [text.from, wokenBy?.at ?? null, text.fromPlace],
    ] as const
  ).flatMap(([label, place, name]) => {
    const link = placeLink(place, actions);
    if (!place || !link) return [];
    link.setAttribute('aria-label', name(placeLabel(place)));
    return [h('span', {}, label, ' ', link)];
  });
  return links.length === 0 ? null : h('div', { class: 'wait-places' }, ...links);
}

export function threadLink(thread: ThreadView, actions: LinkActions): HTMLButtonElement {
  return linkButton(strings.threadName(thread), () => actions.select(thread.key));
}

/** Single waits, each of which leads to its place and says how long it was. */
export function waitList<W extends WaitView>(
  waits: readonly W[],
  label: (wait: W) => string,
  actions: LinkActions,
): HTMLElement {
  const items = waits.map(wait =>
    h(
      'li',
      {},
      stateMark(wait.state),
      linkButton(label(wait), () => actions.goTo(wait)),
      h('span', { class: 'number' }, duration(wait.endNs - wait.startNs)),
      waitPlaces(wait, actions),
    ),
  );
  return h('ul', { class: 'wait-list' }, ...items);
}

/** Text that comes from the machine: addresses and calls. A call may go on in the next line after its name. */
export function machineText(text: string | null): HTMLElement | null {
  if (text === null) return null;
  const nameEnd = text.indexOf('(') + 1;
  return h('code', {}, text.slice(0, nameEnd), h('wbr', {}), text.slice(nameEnd));
}
