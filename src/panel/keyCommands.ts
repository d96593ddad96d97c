import type { Announcer } from './announcer.ts';
import type { Description } from './describe.ts';
import { duration } from './format.ts';
import { focusedOn, keyAction } from './keyboard.ts';
import type { KeyAction } from './keyboard.ts';
import type { LaneBody } from './laneBody.ts';
import type { Navigator } from './navigator.ts';
import * as strings from './strings.ts';
import type { Target } from './targets.ts';
import type { Toolbar } from './toolbar.ts';
import type { ViewStore } from './viewState.ts';

/** What keys work on. */
export interface KeyParts {
  readonly navigator: Navigator;
  readonly store: ViewStore;
  readonly body: LaneBody;
  readonly tree: HTMLElement;
  readonly toolbar: Toolbar;
  readonly announcer: Announcer;
  readonly pointerPx: () => number | null;
  readonly inspect: () => void;
  readonly help: () => void;
  /** How many messages are there but too many to be known one by one. */
  readonly hiddenMessages: () => number;
  readonly describe: (target: Target) => Description | null;
  /** A key was of use. */
  readonly onUse: () => void;
}

const zoomStep = 1.5;
const panStep = 0.2;

/** Carries out what keys ask for, and says to screen readers where that led. */
export class KeyCommands {
  readonly #parts: KeyParts;

  constructor(parts: KeyParts) {
    this.#parts = parts;
    // Also while nothing in particular has the focus.
    document.addEventListener('keydown', event => {
      const action = keyAction(event, focusedOn(event.target));
      if (action === null) return;
      this.carryOut(action);
      event.preventDefault();
      parts.onUse();
    });
  }

  carryOut(action: KeyAction): void {
    const { navigator, toolbar, pointerPx } = this.#parts;
    switch (action) {
      case 'zoomIn': {
        navigator.zoom(zoomStep, pointerPx() ?? undefined);
        return;
      }
      case 'zoomOut': {
        navigator.zoom(1 / zoomStep, pointerPx() ?? undefined);
        return;
      }
      case 'panLeft': {
        navigator.panByPart(-panStep);
        return;
      }
      case 'panRight': {
        navigator.panByPart(panStep);
        return;
      }
      case 'fit': {
        navigator.fit();
        return;
      }
      case 'rowAbove': {
        this.#moveRow(-1);
        return;
      }
      case 'rowBelow': {
        this.#moveRow(1);
        return;
      }
      case 'firstRow': {
        this.#moveRow(-Infinity);
        return;
      }
      case 'lastRow': {
        this.#moveRow(Infinity);
        return;
      }
      case 'spanBefore': {
        this.#stepSpan(-1);
        return;
      }
      case 'spanAfter': {
        this.#stepSpan(1);
        return;
      }
      case 'rangeBefore': {
        this.#extendRange(-1);
        return;
      }
      case 'rangeAfter': {
        this.#extendRange(1);
        return;
      }
      case 'messageBefore': {
        this.#stepMessage(-1);
        return;
      }
      case 'messageAfter': {
        this.#stepMessage(1);
        return;
      }
      case 'inspect': {
        this.#inspect();
        return;
      }
      case 'filter': {
        toolbar.focusFilter();
        return;
      }
      case 'follow': {
        navigator.toggleFollow();
        return;
      }
      case 'fold': {
        this.#fold();
        return;
      }
      case 'clear': {
        this.#clear();
        return;
      }
      case 'help': {
        this.#parts.help();
        return;
      }
    }
  }

  /** @param step how many rows down; infinitely many lead to the last */
  #moveRow(step: number): void {
    const { navigator, body, announcer } = this.#parts;
    const row = navigator.moveRow(step);
    if (!row) return;
    body.reveal(row.index);
    announcer.say(strings.rowLabel(row));
  }

  /** A row that is no thread has no spans to step through: left folds it, right unfolds it, as in any tree. */
  #stepSpan(step: 1 | -1): void {
    const { navigator } = this.#parts;
    const row = navigator.selectedRow;
    if (row?.thread === null) this.#fold(step < 0);
    else this.#tellOf(navigator.stepSpan(step));
  }

  #extendRange(step: 1 | -1): void {
    const { navigator, announcer } = this.#parts;
    const range = navigator.extendRange(step);
    if (range) announcer.say(strings.timeline.range(duration(range.toNs - range.fromNs)));
  }

  #stepMessage(step: 1 | -1): void {
    const { navigator, announcer, hiddenMessages } = this.#parts;
    const target = navigator.stepMessage(step);
    if (target) this.#tellOf(target);
    else if (hiddenMessages() > 0) announcer.say(strings.timeline.messagesHidden(hiddenMessages()));
    else announcer.say(strings.message.noMore);
  }

  #fold(isFolded?: boolean): void {
    const { navigator, announcer } = this.#parts;
    const row = navigator.selectedRow;
    if (row && navigator.foldSelected(isFolded)) {
      announcer.say(
        `${strings.rowLabel(row)}, ${row.isFolded ? strings.tree.unfolded : strings.tree.folded}`,
      );
    }
  }

  #tellOf(target: Target | null): void {
    const { announcer, describe } = this.#parts;
    const description = target && describe(target);
    if (!description) return;
    announcer.say([description.title, ...description.facts.map(fact => fact.join(' '))].join(', '));
  }

  #inspect(): void {
    const { navigator, store, inspect } = this.#parts;
    if (store.state.selected === null) navigator.moveRow(1);
    if (navigator.selectedRow?.runtime) {
      this.#fold();
      return;
    }
    inspect();
  }

  /** The innermost thing first: the filter that is being typed; range, span or message; the selection. */
  #clear(): void {
    const { navigator, store, body, tree } = this.#parts;
    const { range, span, message } = store.state;
    const active = document.activeElement;
    if (focusedOn(active) === 'text') store.set({ filter: '' });
    else if (range || span || message !== null) store.set({ range: null, span: null, message: null });
    else navigator.select(null);
    if (active !== body.timeline) tree.focus();
  }
}
