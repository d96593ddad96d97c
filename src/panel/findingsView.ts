import type { FindingView } from '../protocol/findings.ts';
import { moveFocusByArrows } from './arrowFocus.ts';
import { h, refresh, setText } from './dom.ts';
import { FindingItem } from './findingItem.ts';
import type { FindingActions } from './findingItem.ts';
import { grouped } from './format.ts';
import type { RunModel } from './model.ts';
import { linkButton } from './section.ts';
import * as strings from './strings.ts';
import { iconButton } from './toolkit.ts';

export interface FindingsViewActions extends FindingActions {
  close(): void;
}

/** More entries than these nobody reads. */
const mostShown = 200;
const text = strings.findings;

/** The list of what was found. Stands where the inspector stands; entries keep their elements while the run goes on. */
export class FindingsView {
  readonly element = h('section', {
    class: 'findings-view',
    'aria-label': text.title,
    tabindex: '-1',
    hidden: '',
  });
  readonly #heading = h('h2', {});
  readonly #list = h('ul', { class: 'finding-list' });
  readonly #note = h('p', { class: 'quiet', hidden: '' });
  readonly #mutedLink: HTMLElement;
  readonly #items = new Map<FindingView['id'], FindingItem>();
  readonly #actions: FindingsViewActions;
  /** Whether muted ones are shown, too; until the panel is gone. */
  #showsMuted = false;
  #shown: { readonly model: RunModel; readonly open: FindingView['id'] | null } | null = null;
  #revealed: string | null = null;

  /** `tabs` lead to the other things that could stand here. */
  constructor(actions: FindingsViewActions, tabs: HTMLElement) {
    this.#actions = actions;
    this.#mutedLink = linkButton('', () => {
      this.#showsMuted = !this.#showsMuted;
      if (this.#shown) this.update(this.#shown.model, this.#shown.open);
    });
    this.#mutedLink.classList.add('finding-muted');
    moveFocusByArrows(this.#list, '.finding-head');
    this.element.append(
      h(
        'div',
        { class: 'inspector-head' },
        this.#heading,
        this.#mutedLink,
        tabs,
        iconButton('close', text.close, () => actions.close()),
      ),
      h('div', { class: 'findings-body' }, this.#list, this.#note),
    );
  }

  /** `model` is `null` when something else stands here. */
  update(model: RunModel | null, open: FindingView['id'] | null): void {
    this.element.hidden = model === null;
    this.#shown = model && { model, open };
    if (!model) return;
    const { findings, shownFindings, muted } = model;
    const all = this.#showsMuted ? findings : shownFindings;
    const shown = all.slice(0, mostShown);
    refresh(this.#heading, `${shownFindings.length}`, () => [
      h('span', { class: 'title' }, text.title),
      h('span', { class: 'state' }, grouped(shownFindings.length)),
    ]);
    const hidden = findings.length - shownFindings.length;
    this.#mutedLink.hidden = hidden === 0;
    setText(this.#mutedLink, this.#showsMuted ? text.hideMuted : text.showMuted(hidden));
    this.#keepItems(shown);
    for (const finding of shown) {
      this.#items.get(finding.id)?.update(finding, {
        isOpen: finding.id === open,
        isMuted: muted.has(finding.kind),
        threads: model.threads,
        nowNs: model.nowNs,
        capture: model.captures.find(capture => capture.finding === finding.id)?.number ?? null,
      });
    }
    const note = this.#noteFor(model, all.length);
    this.#note.hidden = note === null;
    setText(this.#note, note ?? '');
    this.#reveal(open);
  }

  focus(): void {
    this.element.focus();
  }

  #noteFor({ findings, isLive }: RunModel, shown: number): string | null {
    if (shown > mostShown) return text.more(shown - mostShown);
    if (shown > 0) return null;
    return findings.length > 0 ? text.allMuted : isLive ? text.noneYet : text.none;
  }

  /** Elements that stay are not moved: the focus would be lost. */
  #keepItems(shown: readonly FindingView[]): void {
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, item] of this.#items) {
      if (ids.has(id)) continue;
      item.element.remove();
      this.#items.delete(id);
    }
    let above: Element | null = null;
    for (const finding of shown) {
      let item = this.#items.get(finding.id);
      if (!item) {
        item = new FindingItem(finding, this.#actions);
        this.#items.set(finding.id, item);
      }
      const { element } = item;
      if (element.parentElement === null || element.previousElementSibling !== above) {
        if (above) above.after(element);
        else this.#list.prepend(element);
      }
      above = element;
    }
  }

  /** What is unfolded from elsewhere is scrolled to, once. */
  #reveal(open: string | null): void {
    if (open === this.#revealed) return;
    this.#revealed = open;
    if (open !== null) this.#items.get(open)?.reveal();
  }
}
