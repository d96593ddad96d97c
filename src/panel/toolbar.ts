import type { FindingView } from '../protocol/findings.ts';
import type { RunView } from '../protocol/panel.ts';
import type { ArrowMode } from './arrowModes.ts';
import { Choice } from './choice.ts';
import { h, setAttribute, setText } from './dom.ts';
import { grouped } from './format.ts';
import { gravest } from './findingOrder.ts';
import { icon, stateMark, type IconName } from './icons.ts';
import * as strings from './strings.ts';
import type { ColouredState } from './theme.ts';
import { iconButton, textField } from './toolkit.ts';
import type { ToolkitButton, ToolkitTextField } from './toolkit.ts';

export interface ToolbarActions {
  runAgain(): void;
  stop(): void;
  toggleFollow(): void;
  togglePause(): void;
  toError(): void;
  toWait(): void;
  toFinding(): void;
  toggleFindings(): void;
  captureStacks(): void;
  fit(): void;
  zoom(factor: number): void;
  help(): void;
  filter(text: string): void;
  toggleCores(): void;
  showArrows(mode: ArrowMode): void;
}

export interface ToolbarState {
  readonly run: RunView | null;
  readonly alive: number;
  readonly total: number;
  readonly nowNs: number;
  readonly isFollowing: boolean;
  readonly isLive: boolean;
  readonly isPaused: boolean;
  readonly failed: number;
  readonly filter: string;
  readonly showsCores: boolean;
  readonly arrows: ArrowMode;
  /** Those that are not muted, and whether some are. */
  readonly findings: readonly FindingView[];
  readonly hasMuted: boolean;
  readonly showsFindings: boolean;
  readonly showsStacks: boolean;
  readonly isCapturing: boolean;
  readonly captures: number;
}

/** The row of controls above everything, with the run's name and status. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #run: ToolkitButton;
  readonly #stop: ToolkitButton;
  readonly #follow: ToolkitButton;
  readonly #filter: ToolkitTextField;
  readonly #pause: ToolkitButton;
  readonly #toError: ToolkitButton;
  readonly #toWait: ToolkitButton;
  readonly #toFinding: ToolkitButton;
  readonly #findings: ToolkitButton;
  readonly #findingMark = h('span', { class: 'findings-mark' }, icon('findings'));
  readonly #findingCount = h('span', { class: 'findings-count' });
  readonly #stacks: ToolkitButton;
  readonly #cores: ToolkitButton;
  readonly #arrows: Choice<ArrowMode>;
  readonly #views: readonly ToolkitButton[];
  readonly #title = h('span', { class: 'run-title' });
  readonly #mark = h('span', { class: 'run-mark' });
  readonly #status = h('span', { class: 'run-status' });
  #markShown: ColouredState | null = null;
  #isAttached = false;

  constructor(actions: ToolbarActions) {
    const { toolbar } = strings;
    this.#run = iconButton('runAgain', toolbar.runAgain, () => actions.runAgain());
    this.#stop = iconButton('stop', toolbar.stop, () => actions.stop());
    this.#run.classList.add('run-again');
    this.#stop.classList.add('stop');
    this.#follow = iconButton('follow', toolbar.followTitle, () => actions.toggleFollow());
    this.#filter = textField(toolbar.filter, toolbar.filterTitle, text => actions.filter(text));
    this.#pause = iconButton('pause', strings.pause.title, () => actions.togglePause());
    this.#pause.classList.add('pause');
    this.#toError = iconButton('error', strings.jumps.toError, () => actions.toError());
    this.#toWait = iconButton('wait', strings.jumps.toWait, () => actions.toWait());
    this.#toFinding = iconButton('toFinding', strings.findings.next, () => actions.toFinding());
    for (const button of [this.#toError, this.#toWait, this.#toFinding]) button.classList.add('jump');
    this.#findings = iconButton('findings', strings.findings.title, () => actions.toggleFindings());
    this.#findings.replaceChildren(this.#findingMark, this.#findingCount);
    this.#findings.classList.add('findings');
    this.#stacks = iconButton('stacks', strings.stacks.capture, () => actions.captureStacks());
    const fit = iconButton('fit', toolbar.fit, () => actions.fit());
    const zoomIn = iconButton('zoomIn', toolbar.zoomIn, () => actions.zoom(1.5));
    this.#cores = iconButton('core', strings.cores.show, () => actions.toggleCores());
    this.#arrows = new Choice('arrows', strings.arrows.choose, strings.arrows.modes, mode =>
      actions.showArrows(mode),
    );
    const zoomOut = iconButton('zoomOut', toolbar.zoomOut, () => actions.zoom(1 / 1.5));
    for (const button of [zoomIn, zoomOut]) button.classList.add('zoom');
    this.#views = [fit, zoomIn, zoomOut];
    this.element = h(
      'header',
      { class: 'toolbar', role: 'toolbar', 'aria-label': toolbar.label },
      this.#run,
      this.#stop,
      h('span', { class: 'separator' }),
      this.#follow,
      this.#pause,
      ...this.#views,
      h('span', { class: 'separator' }),
      this.#toError,
      this.#toWait,
      this.#toFinding,
      h('span', { class: 'separator' }),
      this.#findings,
      this.#stacks,
      this.#cores,
      this.#arrows.element,
      this.#filter,
      iconButton('help', strings.keys.open, () => actions.help()),
      h('div', { class: 'run' }, this.#mark, this.#title, this.#status),
    );
  }

  update(state: ToolbarState): void {
    const { run, alive, total, nowNs, isFollowing, isLive, filter, showsCores, arrows, isPaused, failed } =
      state;
    this.#nameActions(run?.isAttached ?? false);
    this.#run.disabled = run === null;
    this.#stop.disabled = !isLive;
    this.#follow.disabled = !isLive;
    setAttribute(this.#follow, 'aria-pressed', String(isFollowing && isLive));
    setAttribute(this.#cores, 'aria-pressed', String(showsCores));
    this.#arrows.show(showsCores || total === 0 ? null : arrows);
    this.#cores.disabled = total === 0;
    this.#pause.disabled = !isLive && !isPaused;
    setAttribute(this.#pause, 'aria-pressed', String(isPaused));
    this.#toError.disabled = failed === 0;
    this.#toWait.disabled = total === 0;
    this.#showFindings(state);
    this.#stacks.disabled = state.isCapturing || (!isLive && state.captures === 0);
    setAttribute(this.#stacks, 'aria-pressed', String(state.showsStacks));
    for (const button of this.#views) button.disabled = total === 0;
    if (this.#filter.value !== filter) this.#filter.value = filter;
    setText(this.#title, run?.title ?? '');
    setAttribute(this.#title, 'title', run?.commandLine ?? null);
    const status = run ? strings.runStatus(run, alive, total, nowNs) : '';
    setText(this.#status, status);
    setAttribute(this.#status, 'title', status);
    this.#showMark(run);
  }

  focusFilter(): void {
    this.#filter.focus();
  }

  /** What is not ours is not ended and not begun anew: one looks away, and again. */
  #nameActions(isAttached: boolean): void {
    if (isAttached === this.#isAttached) return;
    this.#isAttached = isAttached;
    const { toolbar } = strings;
    rename(this.#run, 'runAgain', isAttached ? toolbar.attachAgain : toolbar.runAgain);
    rename(this.#stop, isAttached ? 'detach' : 'stop', isAttached ? toolbar.detach : toolbar.stop);
  }

  #showFindings({ findings, hasMuted, showsFindings }: ToolbarState): void {
    const severity = gravest(findings);
    this.#toFinding.disabled = findings.length === 0;
    this.#findings.disabled = findings.length === 0 && !hasMuted && !showsFindings;
    const name = findings.length === 0 ? strings.findings.title : strings.findings.show(findings.length);
    setAttribute(this.#findings, 'title', name);
    setAttribute(this.#findings, 'aria-label', name);
    setAttribute(this.#findings, 'aria-pressed', String(showsFindings));
    setText(this.#findingCount, findings.length === 0 ? '' : grouped(findings.length));
    const shown = severity ?? 'findings';
    if (this.#findingMark.dataset['shown'] === shown) return;
    this.#findingMark.dataset['shown'] = shown;
    this.#findingMark.replaceChildren(icon(shown));
  }

  #showMark(run: RunView | null): void {
    const mark = run ? runMark(run) : null;
    if (mark === this.#markShown) return;
    this.#markShown = mark;
    this.#mark.replaceChildren(...(mark ? [stateMark(mark)] : []));
  }
}

function rename(button: ToolkitButton, name: IconName, title: string): void {
  button.replaceChildren(icon(name));
  setAttribute(button, 'title', title);
  setAttribute(button, 'aria-label', title);
}

function runMark(run: RunView): ColouredState {
  switch (run.status) {
    case 'starting':
    case 'running':
      return run.status;
    case 'failed':
      return 'failed';
    case 'gone':
      return 'killed';
    case 'ended':
      if (run.signal !== null) return 'killed';
      return (run.exitCode ?? 0) === 0 ? 'finished' : 'failed';
  }
}
