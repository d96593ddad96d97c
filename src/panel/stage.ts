import type { NextStep, PanelCommand, RunView } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { h, refresh } from './dom.ts';
import { moment } from './format.ts';
import { icon, stateMark } from './icons.ts';
import * as strings from './strings.ts';
import type { ColouredState } from './theme.ts';
import { textButton } from './toolkit.ts';

/** What decides which screen is shown. */
export interface Situation {
  /** `undefined` until the host has said anything; `null` when nothing has run. */
  readonly run: RunView | null | undefined;
  readonly hasThreads: boolean;
  /** Up to when it was heard of, when it is not any more though it should. */
  readonly silentSinceNs: Nanoseconds | null;
}

/** What a screen says. */
interface Screen {
  readonly state: ColouredState | null;
  readonly title: string;
  readonly text: string;
  readonly detail: string | null;
  readonly nextSteps: readonly NextStep[];
}

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
  update(situation: Situation): boolean {
    const takesAll = !situation.hasThreads;
    const screen = takesAll
      ? (failureScreen(situation.run) ?? emptyScreen(situation.run))
      : banner(situation);
    this.element.hidden = screen === null;
    if (screen === null) return false;
    this.element.classList.toggle('banner', !takesAll);
    refresh(this.element, JSON.stringify([screen, takesAll]), () => this.#content(screen));
    return takesAll;
  }

  #content({ state, title, text, detail, nextSteps }: Screen): readonly Node[] {
    const steps = nextSteps.map(({ label, command }, i) =>
      textButton(label, i === 0, () => this.#command(command)),
    );
    return [
      h('h2', {}, state && stateMark(state), title),
      ...(text === '' ? [] : [h('p', {}, text)]),
      ...(detail ? [h('pre', { tabindex: '0' }, detail)] : []),
      ...(steps.length > 0 ? [h('div', { class: 'next-steps' }, ...steps)] : []),
    ];
  }
}

/** Above the timeline. */
function banner({ run, silentSinceNs }: Situation): Screen | null {
  const failure = failureScreen(run);
  if (failure || silentSinceNs === null) return failure;
  const { silentTitle, silent } = strings.stage;
  return { ...plain, state: 'waiting', title: silentTitle, text: silent(moment(silentSinceNs)) };
}

function failureScreen(run: RunView | null | undefined): Screen | null {
  if (!run?.failure) return null;
  const { message, detail, nextSteps } = run.failure;
  const isGone = run.status === 'gone';
  const title = isGone ? strings.stage.goneTitle : strings.stage.failedTitle;
  return { state: isGone ? 'killed' : 'failed', title, text: message, detail, nextSteps };
}

const plain = { state: null, text: '', detail: null, nextSteps: [] };

/** Instead of the timeline. */
function emptyScreen(run: RunView | null | undefined): Screen {
  const { stage, toolbar } = strings;
  if (run === undefined) return { ...plain, title: stage.connecting };
  if (run === null) return { ...plain, title: stage.empty, text: stage.emptyHint };
  const { title, commandLine } = run;
  switch (run.status) {
    case 'starting':
      return { ...plain, state: 'starting', title: stage.starting(title), text: commandLine };
    case 'running':
      return { ...plain, state: 'starting', title: stage.running(title), text: stage.unheard };
    case 'ended':
    case 'failed':
    case 'gone': {
      const label = run.isAttached ? toolbar.attachAgain : toolbar.runAgain;
      const nextSteps = [{ label, command: 'runAgain' as const }];
      return { ...plain, state: 'finished', title: stage.ended(title), text: stage.unseen, nextSteps };
    }
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
