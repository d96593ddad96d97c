import type { ThreadKey } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { ThreadState } from '../protocol/words.ts';
import { moveFocusByArrows } from './arrowFocus.ts';
import { h, keepFocus, refresh, setAttribute, setText } from './dom.ts';
import { findingText } from './findingTexts.ts';
import { duration } from './format.ts';
import type { RunModel } from './model.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { stackForest } from './stackForest.ts';
import { StackLinks } from './stackLinks.ts';
import * as strings from './strings.ts';
import { iconButton } from './toolkit.ts';
import type { ToolkitButton } from './toolkit.ts';

export interface StacksViewActions {
  open(place: SourcePlace): void;
  select(thread: ThreadKey): void;
  capture(): void;
  choose(capture: number): void;
  close(): void;
}

/** What the view shows. */
export interface StacksSubject {
  readonly model: RunModel;
  /** Without the runtime's own threads: they run no code of the program. */
  readonly capture: StackCapture | null;
  readonly states: ReadonlyMap<ThreadKey, ThreadState>;
  readonly selected: ThreadKey | null;
  readonly isCapturing: boolean;
}

const text = strings.stacks;

/** Parallel stacks: what all threads were doing at one moment, equal calls once. Stands where the inspector stands. */
export class StacksView {
  readonly element = h('section', {
    class: 'stacks-view',
    'aria-label': text.title,
    tabindex: '-1',
    hidden: '',
  });
  readonly #heading = h('h2', {}, h('span', { class: 'title' }, text.title));
  readonly #choice = h('select', {
    class: 'choice captures',
    'aria-label': text.choose,
    title: text.choose,
    hidden: '',
  });
  readonly #facts = h('span', { class: 'state' });
  readonly #capture: ToolkitButton;
  readonly #foldAll: ToolkitButton;
  readonly #note = h('p', { class: 'quiet', hidden: '' });
  readonly #picture = h('div', { class: 'stack-picture' });
  readonly #links = new StackLinks();
  readonly #actions: StacksViewActions;
  readonly #unfolded = new Set<string>();
  #showsAll = false;
  #subject: StacksSubject | null = null;

  /** `tabs` lead to the other things that could stand here. */
  constructor(actions: StacksViewActions, tabs: HTMLElement) {
    this.#actions = actions;
    this.#choice.addEventListener('change', () => {
      this.#unfolded.clear();
      actions.choose(Number(this.#choice.value));
    });
    this.#capture = iconButton('stacks', text.capture, () => actions.capture());
    this.#foldAll = iconButton('frames', text.unfoldAll, () => {
      this.#showsAll = !this.#showsAll;
      this.#unfolded.clear();
      this.#draw();
    });
    this.#heading.append(this.#choice, this.#facts);
    moveFocusByArrows(this.#picture, 'button');
    this.element.append(
      h(
        'div',
        { class: 'inspector-head' },
        this.#heading,
        tabs,
        this.#capture,
        this.#foldAll,
        iconButton('close', text.close, () => actions.close()),
      ),
      h('div', { class: 'stacks-body' }, this.#note, this.#picture),
    );
  }

  /** `null` when something else stands here. */
  update(subject: StacksSubject | null): void {
    this.element.hidden = subject === null;
    this.#subject = subject;
    if (!subject) return;
    const { model, capture, isCapturing } = subject;
    this.#capture.disabled = !model.isLive || isCapturing;
    this.#foldAll.disabled = capture === null;
    this.#showChoice(subject);
    const facts = capture && [text.threads(capture.threads.length), text.took(duration(capture.tookNs))];
    setText(this.#facts, isCapturing ? text.capturing : (facts?.join(' · ') ?? ''));
    this.#note.hidden = capture !== null;
    setText(this.#note, model.isLive ? text.hint : model.captures.length > 0 ? '' : text.none);
    this.#draw();
  }

  focus(): void {
    this.element.focus();
  }

  /** Another run: its folds are others. */
  reset(): void {
    this.#unfolded.clear();
  }

  #showChoice({ model, capture }: StacksSubject): void {
    const { captures, findings, threads } = model;
    this.#choice.hidden = captures.length === 0;
    const options = captures.map(({ number, atNs, finding }) => {
      const known = findings.find(({ id }) => id === finding);
      const label = known
        ? text.capturedFor(duration(atNs), findingText(known, threads).title)
        : text.captured(duration(atNs));
      return { number, label };
    });
    refresh(this.#choice, JSON.stringify(options), () =>
      options.map(({ number, label }) => h('option', { value: String(number) }, label)),
    );
    if (capture) this.#choice.value = String(capture.number);
  }

  #draw(): void {
    const subject = this.#subject;
    const capture = subject?.capture ?? null;
    const title = this.#showsAll ? text.foldAll : text.unfoldAll;
    setAttribute(this.#foldAll, 'title', title);
    setAttribute(this.#foldAll, 'aria-label', title);
    setAttribute(this.#foldAll, 'aria-pressed', String(this.#showsAll));
    const names = capture?.threads.map(({ thread }) => subject?.model.threads.get(thread)?.name);
    const signature = JSON.stringify([
      capture?.number,
      names,
      [...(subject?.states ?? [])],
      subject?.selected,
      this.#showsAll,
      [...this.#unfolded],
    ]);
    if (this.#picture.dataset['signature'] === signature) return;
    keepFocus(this.#picture, () =>
      refresh(this.#picture, signature, () => (subject && capture ? this.#forest(subject, capture) : [])),
    );
    this.#links.draw();
  }

  #forest({ model, states, selected }: StacksSubject, capture: StackCapture): readonly Node[] {
    const actions = this.#actions;
    const forest = stackForest(
      { capture, threads: model.threads, states, selected },
      {
        open: place => actions.open(place),
        select: thread => actions.select(thread),
        isUnfolded: fold => this.#showsAll !== this.#unfolded.has(fold),
        toggle: fold => {
          if (!this.#unfolded.delete(fold)) this.#unfolded.add(fold);
          this.#draw();
        },
      },
    );
    // It measures what is in the document.
    requestAnimationFrame(() => this.#links.show(forest));
    return [this.#links.element, forest];
  }
}
