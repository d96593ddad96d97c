import type { PanelCommand, RunView } from '../protocol/panel.ts';
import { h, refresh } from './dom.ts';
import { icon } from './icons.ts';
import * as strings from './strings.ts';
import { textButton } from './toolkit.ts';

/**
 * What stands where the timeline would be when there is nothing to draw, and above it when the run that is
 * drawn went wrong: what happened, and what can be done.
 */
export class Stage {
  readonly element = h('div', { class: 'stage', hidden: '' });
  readonly #command: (command: PanelCommand) => void;

  constructor(command: (command: PanelCommand) => void) {
    this.#command = command;
  }

  /** Returns whether it takes the place of the timeline. */
  update(run: RunView | null | undefined, hasThreads: boolean): boolean {
    const failure = run?.failure ?? null;
    const takesAll = !hasThreads;
    this.element.hidden = hasThreads && failure === null;
    if (this.element.hidden) return false;
    this.element.classList.toggle('banner', !takesAll);
    refresh(
      this.element,
      JSON.stringify([run === undefined, run?.status, run?.title, failure, takesAll]),
      () => this.#content(run),
    );
    return takesAll;
  }

  #content(run: RunView | null | undefined): readonly Node[] {
    const { stage } = strings;
    if (run === undefined) return [h('p', { class: 'quiet' }, stage.connecting)];
    if (run === null) return [h('h2', {}, stage.empty), h('p', {}, stage.emptyHint)];
    if (!run.failure) return [h('p', { class: 'quiet' }, stage.starting(run.title))];
    const { message, detail, nextSteps } = run.failure;
    const steps = nextSteps.map(({ label, command }, i) =>
      textButton(label, i === 0, () => this.#command(command)),
    );
    return [
      h('h2', {}, run.status === 'gone' ? stage.goneTitle : stage.failedTitle),
      h('p', {}, message),
      ...(detail ? [h('pre', { tabindex: '0' }, detail)] : []),
      ...(steps.length > 0 ? [h('div', { class: 'next-steps' }, ...steps)] : []),
    ];
  }
}

/** A quiet line that says what this trace lacks. */
export class Notices {
  readonly element = h('div', { class: 'notices', hidden: '' });

  update(notices: readonly string[]): void {
    const [first, ...more] = notices;
    this.element.hidden = first === undefined;
    refresh(this.element, JSON.stringify(notices), () => {
      if (first === undefined) return [];
      if (more.length === 0) return [icon('info'), h('span', {}, first)];
      const summary = h(
        'summary',
        {},
        first,
        ' ',
        h('span', { class: 'more' }, strings.notices.more(more.length)),
      );
      return [
        icon('info'),
        h('details', {}, summary, h('ul', {}, ...more.map(notice => h('li', {}, notice)))),
      ];
    });
  }
}
