import type { Nanoseconds } from '../protocol/words.ts';
import type { Announcer } from './announcer.ts';
import { arrowModes } from './arrowModes.ts';
import type { CoreNavigator } from './coreNavigator.ts';
import type { Description } from './describe.ts';
import { duration, moment } from './format.ts';
import type { DetailArea } from './detailArea.ts';
import { focusedOn, keyAction } from './keyboard.ts';
import type { KeyAction } from './keyboard.ts';
import type { LaneBody } from './laneBody.ts';
import type { Navigator } from './navigator.ts';
import { isGroup } from './layout.ts';
import type { Row } from './layout.ts';
import { hideRow, pinRow } from './rowArranging.ts';
import { rowSorts } from '../trace/rowOrder.ts';
import * as strings from './strings.ts';
import type { Target } from './targets.ts';
import { markedRange, noMarks } from './timeMarks.ts';
import type { MarkName } from './timeMarks.ts';
import type { Toolbar } from './toolbar.ts';
import type { ViewStore } from './viewState.ts';

/** What keys work on. */
export interface KeyParts {
  readonly navigator: Navigator;
  readonly cores: CoreNavigator;
  readonly detail: DetailArea;
  readonly store: ViewStore;
  readonly body: LaneBody;
  readonly tree: HTMLElement;
  readonly toolbar: Toolbar;
  readonly announcer: Announcer;
  readonly pointerPx: () => number | null;
  /** What a mark is meant for: the moment under the pointer, or the edge of a span that is near. */
  readonly pointedNs: () => Nanoseconds | null;
  readonly sortAnew: () => void;
  /** In the middle of what is on screen. */
  readonly middleNs: () => Nanoseconds;
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
      case 'markA':
      case 'markB': {
        this.#mark(action === 'markA' ? 'a' : 'b');
        return;
      }
      case 'fold': {
        this.#fold();
        return;
      }
      case 'pin':
      case 'hide': {
        this.#arrange(action);
        return;
      }
      case 'showHidden': {
        this.#parts.store.set({ hidden: [] });
        this.#parts.announcer.say(strings.rows.showedAll);
        return;
      }
      case 'sort': {
        this.#sort();
        return;
      }
      case 'sortAnew': {
        this.#parts.sortAnew();
        return;
      }
      case 'errorAfter':
      case 'errorBefore': {
        this.#parts.detail.jumps.toError(action === 'errorAfter' ? 1 : -1);
        return;
      }
      case 'waitShorter':
      case 'waitLonger': {
        this.#parts.detail.jumps.toWait(action === 'waitShorter' ? 1 : -1);
        return;
      }
      case 'findingAfter':
      case 'findingBefore': {
        this.#parts.detail.findings.step(action === 'findingAfter' ? 1 : -1);
        return;
      }
      case 'stacks': {
        this.#parts.detail.captureStacks();
        return;
      }
      case 'pause': {
        const isPaused = navigator.togglePause();
        if (isPaused === null) return;
        this.#parts.announcer.say(isPaused ? strings.pause.paused : strings.pause.resumed);
        return;
      }
      case 'arrows': {
        this.#arrows();
        return;
      }
      case 'cores': {
        this.#parts.cores.toggle();
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

  #arrange(action: 'pin' | 'hide'): void {
    const { navigator, store, announcer } = this.#parts;
    const row = navigator.selectedRow;
    if (action === 'hide' && row) this.#leave(row);
    const isDone = row && (action === 'pin' ? pinRow(store, row) : hideRow(store, row));
    if (row === null || isDone === null) return;
    const { pinned, unpinned, hid, showed } = strings.rows;
    const outcome = action === 'pin' ? (isDone ? pinned : unpinned) : isDone ? hid : showed;
    announcer.say(`${strings.rowLabel(row)}, ${outcome}`);
  }

  /** What is hidden is not selected any more: the row below is, or the one above at the end. */
  #leave(row: Row): void {
    const { navigator } = this.#parts;
    if (isGroup(row)) return;
    if (navigator.moveRow(1)?.id === row.id) navigator.moveRow(-1);
  }

  #sort(): void {
    const { store, announcer } = this.#parts;
    const sort = rowSorts[(rowSorts.indexOf(store.state.sort) + 1) % rowSorts.length] ?? 'created';
    store.set({ sort });
    announcer.say(strings.rows.sorted(strings.rows.sorts[sort]));
  }

  #arrows(): void {
    const { store, announcer } = this.#parts;
    const arrows = arrowModes[(arrowModes.indexOf(store.state.arrows) + 1) % arrowModes.length] ?? 'all';
    store.set({ arrows });
    announcer.say(strings.arrows.chosen(strings.arrows.modes[arrows]));
  }

  /** Without a pointer it stands where the selected span begins or ends, else in the middle. */
  #mark(name: MarkName): void {
    const { navigator, store, announcer, pointedNs, middleNs } = this.#parts;
    const { span } = store.state;
    navigator.setMark(name, pointedNs() ?? (name === 'a' ? span?.fromNs : span?.toNs) ?? middleNs());
    const { marks } = store.state;
    const range = markedRange(marks);
    const texts = [strings.marks.set(strings.marks.names[name], moment(marks[name] ?? 0))];
    if (range) texts.push(strings.marks.distance(duration(range.toNs - range.fromNs)));
    announcer.say(texts.join(', '));
  }

  /** @param step how many rows down; infinitely many lead to the last */
  #moveRow(step: number): void {
    const { navigator, body, announcer, cores } = this.#parts;
    if (cores.isShown) {
      const moved = cores.moveCore(step);
      if (moved) body.reveal(moved.index);
      if (moved) announcer.say(strings.cores.name(moved.core));
      return;
    }
    const row = navigator.moveRow(step);
    if (!row) return;
    body.reveal(row.index);
    announcer.say(strings.rowLabel(row));
  }

  /** A row that is no thread has no spans to step through: left folds it, right unfolds it, as in any tree. */
  #stepSpan(step: 1 | -1): void {
    const { navigator, cores } = this.#parts;
    if (cores.isShown) {
      const slice = cores.stepSlice(step);
      this.#tellOf(slice && { kind: 'slice', slice });
      return;
    }
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
    announcer.say(
      [description.title, ...description.facts.map(([label, value]) => `${label} ${value}`)].join(', '),
    );
  }

  #inspect(): void {
    const { navigator, store, inspect } = this.#parts;
    if (store.state.selected === null && !this.#parts.cores.isShown) navigator.moveRow(1);
    const row = navigator.selectedRow;
    if (row && isGroup(row)) {
      this.#fold();
      return;
    }
    const { detail } = store.state;
    if (detail === 'findings' || detail === 'stacks') store.set({ detail: 'selection' });
    inspect();
  }

  /** The innermost thing first: the filter that is being typed; what is shown last; the selection. */
  #clear(): void {
    const { navigator, store, body, tree } = this.#parts;
    const { range, detail, span, message } = store.state;
    const active = document.activeElement;
    if (focusedOn(active) === 'text') store.set({ filter: '' });
    else if (detail === 'findings' || detail === 'stacks') store.set({ detail: 'selection', finding: null });
    else if (range && detail === 'range') store.set({ range: null, detail: 'selection' });
    else if (range || span || message !== null) store.set({ range: null, span: null, message: null });
    else if (store.state.selected !== null) navigator.select(null);
    else store.set({ marks: noMarks });
    if (active !== body.timeline) tree.focus();
  }
}
