import type { FindingView } from '../protocol/findings.ts';
import type { HostMessage, PanelMessage, RangeAnswer, ThreadKey, WaitView } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { SourcePlace } from '../protocol/words.ts';
import type { Announcer } from './announcer.ts';
import { CapturedStacks } from './capturedStacks.ts';
import type { Description } from './describe.ts';
import { DetailTabs } from './detailTabs.ts';
import type { DetailTitles } from './detailTabs.ts';
import { FindingJumps } from './findingJumps.ts';
import { FindingsView } from './findingsView.ts';
import { duration } from './format.ts';
import { Inspector } from './inspector.ts';
import { Jumps } from './jumps.ts';
import type { Row } from './layout.ts';
import { threadRowId } from './layout.ts';
import type { RunModel } from './model.ts';
import type { Navigator } from './navigator.ts';
import { RangeFacts } from './rangeFacts.ts';
import { RangeView } from './rangeView.ts';
import { placesOf, SelectedPlaces } from './selectedPlaces.ts';
import { StacksView } from './stacksView.ts';
import { stackTree } from '../trace/stackTree.ts';
import * as strings from './strings.ts';
import { Subjects } from './subject.ts';
import type { Subject } from './subject.ts';
import { detailNames } from './viewState.ts';
import type { DetailName, ViewStore } from './viewState.ts';

interface DetailParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly navigator: Navigator;
  readonly announcer: Announcer;
  readonly rows: () => readonly Row[];
  readonly post: (message: PanelMessage) => void;
  readonly open: (place: SourcePlace) => void;
  readonly reveal: (threads: readonly ThreadKey[]) => void;
  readonly describeSpan: () => Description | null;
  readonly onNews: () => void;
  readonly clear: () => void;
}

/**
 * The lower part of the panel: the inspector of what is selected, the table of the selected range, the findings or
 * captured stacks, whichever was asked for last. Each leads to the others.
 */
export class DetailArea {
  readonly subjects: Subjects;
  /** Here, because it asks about ranges, too. */
  readonly jumps: Jumps;
  readonly findings: FindingJumps;
  readonly stacks: CapturedStacks;
  readonly elements: readonly HTMLElement[];
  readonly #parts: DetailParts;
  readonly #ranges: RangeFacts;
  readonly #selected: SelectedPlaces;
  readonly #views: {
    readonly selection: Inspector;
    readonly range: RangeView;
    readonly findings: FindingsView;
    readonly stacks: StacksView;
  };
  readonly #tabs: Readonly<Record<DetailName, DetailTabs>>;
  readonly #unfolded = new Set<string>();
  #foldsVersion = 0;
  #shown: DetailName | null = null;
  /** Whoever came here by a link wants to go on from here. */
  #takesFocus = false;

  constructor(parts: DetailParts) {
    this.#parts = parts;
    const { model, store, navigator, announcer, post, onNews, rows } = parts;
    let ranges = 0;
    const nextRange = () => ++ranges;
    this.stacks = new CapturedStacks({
      model,
      post,
      onNews,
      nextRange,
      onCapture: capture => this.#showCapture(capture),
    });
    this.subjects = new Subjects(model, store, post, parts.describeSpan, onNews, nextRange, this.stacks);
    this.jumps = new Jumps({ model, navigator, announcer, post, nextRange });
    this.findings = new FindingJumps({ model, store, navigator, announcer });
    this.#selected = new SelectedPlaces(post);
    this.#ranges = new RangeFacts({ model, rows, post, onNews, nextRange });
    const tabs = (own: DetailName) => new DetailTabs(own, view => this.show(view));
    this.#tabs = {
      selection: tabs('selection'),
      range: tabs('range'),
      findings: tabs('findings'),
      stacks: tabs('stacks'),
    };
    this.#views = this.#makeViews();
    const { selection, range, findings, stacks } = this.#views;
    this.elements = [range.element, selection.element, findings.element, stacks.element];
  }

  receive(message: HostMessage & { type: 'answer' }): void {
    // Their numbers say for whom of them it is.
    if (message.name === 'range') {
      this.#ranges.receive(message);
      this.jumps.receive(message);
      this.stacks.receive(message.request, message.answer as RangeAnswer | null);
    }
    if (message.name === 'captures') this.stacks.receiveCaptures(message);
    this.subjects.receive(message);
  }

  receiveCaptured(capture: number | null): void {
    this.stacks.captured(capture);
    if (capture === null) this.#parts.announcer.say(strings.stacks.failed);
  }

  /** What the user had captured is there. */
  #showCapture({ number }: StackCapture): void {
    const { store, announcer } = this.#parts;
    const asked = this.stacks.ofProgram(number);
    if (!asked) return;
    store.set({ capture: asked.number, ...(store.state.detail === 'selection' ? {} : { detail: 'stacks' }) });
    const places = stackTree(asked.threads).flatMap(function ends(node): readonly true[] {
      return [...(node.ending.length > 0 ? [true as const] : []), ...node.branches.flatMap(ends)];
    });
    announcer.say(strings.stacks.said(asked.threads.length, places.length));
  }

  reset(): void {
    this.subjects.reset();
    this.#ranges.reset();
    this.jumps.reset();
    this.stacks.reset();
    this.#views.stacks.reset();
    this.#unfolded.clear();
  }

  /** Captures stacks, and shows them as soon as they are there; those of a run that is over are only shown. */
  captureStacks(): void {
    this.#parts.store.set({ detail: 'stacks' });
    this.stacks.capture();
  }

  /** To another of the views. */
  show(detail: DetailName): void {
    this.#takesFocus = true;
    this.#parts.store.set({ detail });
    this.#parts.onNews();
  }

  /** What is not shown is not kept up to date. @returns whether something else is shown now, which takes other room */
  update(atMs: number): boolean {
    const { model, store, navigator } = this.#parts;
    const { range, finding, capture } = store.state;
    this.stacks.keep(atMs);
    const subject = this.subjects.read(atMs);
    const picked = navigator.pickedTarget();
    this.#selected.tell(placesOf(subject?.thread ?? null, picked?.kind === 'span' ? picked.waitsAt : null));
    const shown = this.#chosen(subject);
    const { selection, range: table, findings, stacks } = this.#views;
    const isSelection = shown === 'selection';
    this.stacks.forgetVariablesExceptOf(isSelection ? (subject?.thread?.key ?? null) : null);
    selection.update(isSelection ? subject : null);
    table.update(this.#ranges.read(shown === 'range' ? range : null, atMs), model.run?.title ?? '');
    findings.update(shown === 'findings' ? model : null, finding);
    const held = shown === 'stacks' ? this.stacks.ofProgram(capture) : null;
    stacks.update(
      shown === 'stacks'
        ? {
            model,
            capture: held,
            states: this.stacks.statesIn(held, atMs),
            selected: this.subjects.thread?.key ?? null,
            isCapturing: this.stacks.isCapturing,
          }
        : null,
    );
    const titles = this.#titles(subject);
    for (const name of detailNames) this.#tabs[name].update(titles);
    const isOther = shown !== this.#shown;
    this.#shown = shown;
    if (isOther && this.#takesFocus) this.focus();
    this.#takesFocus = false;
    return isOther;
  }

  /** There is nothing to draw. */
  hide(): void {
    this.#selected.tell([]);
    this.#views.selection.update(null);
    this.#views.range.update(null, '');
    this.#views.findings.update(null, null);
    this.#views.stacks.update(null);
    this.#shown = null;
  }

  focus(): void {
    if (this.#shown) this.#views[this.#shown].focus();
  }

  /** What was asked for last, or what there is instead. */
  #chosen(subject: Subject | null): DetailName | null {
    const { range, detail } = this.#parts.store.state;
    if (detail === 'findings' || detail === 'stacks') return detail;
    if (range !== null && (detail === 'range' || subject === null)) return 'range';
    return subject === null ? null : 'selection';
  }

  #titles(subject: Subject | null): DetailTitles {
    const { model, store } = this.#parts;
    const { range } = store.state;
    const { findings, shownFindings, captures } = model;
    const thread = subject?.thread;
    return {
      selection: subject && (thread ? strings.threadName(thread) : strings.inspector.label),
      range: range && strings.range.tab(duration(range.toNs - range.fromNs)),
      findings: findings.length === 0 ? null : strings.findings.tab(shownFindings.length),
      stacks: captures.length === 0 ? null : strings.stacks.tab,
    };
  }

  #makeViews() {
    const { store, navigator, announcer, post, open, clear, reveal } = this.#parts;
    const links = {
      open,
      copy: (text: string) => post({ type: 'copy', text }),
      select: (thread: ThreadKey) => {
        store.set({ detail: 'selection' });
        navigator.select(threadRowId(thread));
      },
      pair: (thread: ThreadKey) => navigator.pair(thread),
      goTo: (wait: WaitView) => navigator.goTo({ ...wait, fromNs: wait.startNs, toNs: wait.endNs }),
    };
    const foldsVersion = () => this.#foldsVersion;
    const inspectorActions = {
      ...links,
      close: clear,
      capture: () => this.stacks.capture(),
      toggleVariables: (frame: number) => {
        const { thread } = this.subjects;
        if (thread) this.stacks.toggleVariables(thread.key, frame);
      },
      isUnfolded: (fold: string) => this.#unfolded.has(fold),
      toggle: (fold: string) => {
        if (!this.#unfolded.delete(fold)) this.#unfolded.add(fold);
        this.#foldsVersion++;
        this.#parts.onNews();
      },
      get foldsVersion() {
        return foldsVersion();
      },
    };
    const leave = () => store.set({ detail: 'selection', finding: null });
    /** The lanes show it, and the list stays. */
    const beside = (act: () => void, detail: DetailName) => {
      act();
      store.set({ detail });
    };
    return {
      selection: new Inspector(inspectorActions, this.#tabs.selection.element),
      range: new RangeView(
        {
          ...links,
          close: () => store.set({ range: null }),
          fit: () => navigator.fit(),
          say: text => announcer.say(text),
        },
        this.#tabs.range.element,
      ),
      findings: new FindingsView(
        {
          open,
          pick: finding => this.findings.pick(finding),
          select: thread => beside(() => navigator.select(threadRowId(thread)), 'findings'),
          reveal: threads => beside(() => reveal(threads), 'findings'),
          goTo: ({ thread, startNs, endNs }) =>
            beside(() => navigator.goTo({ thread, fromNs: startNs, toNs: endNs }), 'findings'),
          showPage: ({ kind }: FindingView) => post({ type: 'findingPage', kind }),
          mute: ({ kind }, isMuted) => post({ type: 'mute', kind, isMuted }),
          showStacks: capture => {
            store.set({ capture });
            this.show('stacks');
          },
          close: leave,
        },
        this.#tabs.findings.element,
      ),
      stacks: new StacksView(
        {
          open,
          select: thread => beside(() => navigator.select(threadRowId(thread)), 'stacks'),
          capture: () => this.captureStacks(),
          choose: capture => store.set({ capture }),
          close: leave,
        },
        this.#tabs.stacks.element,
      ),
    };
  }
}
