import type { HostMessage, RunView, ThreadKey } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { AccessibleView } from './accessibleView.ts';
import { Announcer } from './announcer.ts';
import { watchPixelRatio } from './canvas.ts';
import { CheatSheet } from './cheatSheet.ts';
import { Chrome } from './chrome.ts';
import { CoreNavigator } from './coreNavigator.ts';
import { describe } from './describe.ts';
import { DetailArea } from './detailArea.ts';
import { Drawing } from './drawing.ts';
import { FrameScheduler } from './frames.ts';
import type { Part } from './frames.ts';
import type { Host } from './host.ts';
import { KeyCommands } from './keyCommands.ts';
import { LaneArea } from './laneArea.ts';
import { LiveClock } from './liveClock.ts';
import { RunModel } from './model.ts';
import { Navigator } from './navigator.ts';
import { Overview } from './overview.ts';
import { PanelFrame } from './panelFrame.ts';
import { Pointing } from './pointing.ts';
import { Silence } from './silence.ts';
import { Stage } from './stage.ts';
import * as strings from './strings.ts';
import { Theme } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { toolbarActions } from './toolbarActions.ts';
import { ViewStore } from './viewState.ts';

const everything: readonly Part[] = ['rows', 'lanes', 'overlay', 'overview', 'inspector', 'chrome'];

/** What the rows depend on. */
const rowFields = ['toggled', 'filter', 'sort', 'pinned', 'hidden', 'view', 'selected', 'finding'] as const;

/**
 * The whole panel: takes the host's messages, decides in each frame which parts must be brought up to date,
 * and connects what the user does with what it means. Lives as long as the webview.
 */
export class Panel {
  readonly #host: Host;
  readonly #model: RunModel;
  readonly #store: ViewStore;
  readonly #clock = new LiveClock();
  readonly #frames = new FrameScheduler((dirty, atMs) => this.#frame.show(dirty, atMs));
  readonly #theme: Theme;
  readonly #navigator: Navigator;
  readonly #cores: CoreNavigator;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  readonly #announcer = new Announcer();
  readonly #accessible: AccessibleView;
  readonly #chrome: Chrome;
  readonly #stage: Stage;
  readonly #overview: Overview;
  readonly #drawing: Drawing;
  readonly #lanes: LaneArea;
  readonly #detail: DetailArea;
  readonly #pointing: Pointing;
  readonly #keys: KeyCommands;
  readonly #frame: PanelFrame;
  readonly #silence = new Silence(() => this.#silenceChanged());
  readonly #cheatSheet = new CheatSheet();

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#store = new ViewStore(host.load(), state => host.save(state));
    this.#model = new RunModel(() => host.post({ type: 'ready' }));
    this.#theme = new Theme(() => this.#themeChanged());
    this.#navigator = new Navigator(this.#store, () => ({
      picture: this.#drawing.picture,
      scenery: this.#drawing.scenery,
      nowNs: this.#model.nowNs,
      isLive: this.#model.isLive,
    }));
    const announcer = this.#announcer;
    this.#detail = new DetailArea({
      model: this.#model,
      store: this.#store,
      navigator: this.#navigator,
      announcer,
      rows: () => this.#drawing.scenery.rows,
      post: message => host.post(message),
      open: place => this.#open(place),
      reveal: threads => this.#reveal(threads),
      describeSpan: () => this.#pickedSpan(),
      onNews: () => this.#frames.request('inspector', 'overlay', 'chrome'),
      clear: () => this.#keys.carryOut('clear'),
    });
    this.#overview = new Overview(window => this.#navigator.show(window));
    this.#drawing = new Drawing({
      model: this.#model,
      store: this.#store,
      clock: this.#clock,
      subjects: this.#detail.subjects,
      findings: this.#detail.findings,
      body: () => this.#lanes.body,
      overview: this.#overview,
      ink: () => this.#theme.ink,
      post: message => host.post(message),
      request: parts => this.#frames.request(...parts),
    });
    this.#pointing = new Pointing(
      () => ({
        picture: this.#drawing.picture,
        rows: this.#drawing.scenery.rows,
        threads: this.#model.threads,
      }),
      this.#navigator,
      place => this.#open(place),
      () => this.#frames.request('overlay'),
      () => this.#frames.request('rows', 'lanes'),
      slice => this.#cores.pick(slice),
    );
    this.#cores = new CoreNavigator(
      this.#store,
      () => ({
        cores: this.#drawing.cores.held,
        window: this.#drawing.picture?.scale ?? { fromNs: 0, toNs: 1 },
      }),
      range => this.#navigator.revealTime(range),
    );
    const toolbar = new Toolbar(
      toolbarActions({
        host,
        navigator: this.#navigator,
        cores: this.#cores,
        detail: this.#detail,
        store: this.#store,
        help: () => this.#cheatSheet.open(),
      }),
    );
    const { tooltip } = this.#pointing;
    this.#chrome = new Chrome(
      this.#model,
      this.#store,
      toolbar,
      announcer,
      tooltip,
      () => this.#detail.stacks.isCapturing,
    );
    this.#stage = new Stage(command => host.post({ type: 'command', command }));
    this.#lanes = new LaneArea({
      model: this.#model,
      store: this.#store,
      drawing: this.#drawing,
      navigator: this.#navigator,
      cores: this.#cores,
      pointing: this.#pointing,
      findings: this.#detail.findings,
      open: place => this.#open(place),
      onScroll: () => this.#frames.request('tree', 'lanes'),
    });
    this.#accessible = new AccessibleView({
      model: this.#model,
      store: this.#store,
      drawing: this.#drawing,
      subjects: this.#detail.subjects,
      navigator: this.#navigator,
    });
    this.#keys = new KeyCommands({
      navigator: this.#navigator,
      cores: this.#cores,
      detail: this.#detail,
      store: this.#store,
      body: this.#lanes.body,
      tree: this.#lanes.tree.element,
      toolbar,
      announcer,
      pointerPx: () => this.#pointing.pointerPx,
      pointedNs: () => this.#pointing.pointedNs,
      middleNs: () => this.#drawing.middleNs,
      sortAnew: () => {
        this.#lanes.rows.sortAnew();
        this.#frames.request('rows', 'lanes');
      },
      hiddenMessages: () => this.#drawing.picture?.hiddenMessages ?? 0,
      inspect: () => {
        this.#detail.update(performance.now());
        this.#detail.focus();
      },
      help: () => this.#cheatSheet.open(),
      describe: target =>
        this.#drawing.picture && describe(target, this.#drawing.picture, this.#model.threads),
      onUse: () => tooltip.hide(),
    });
    this.#frame = new PanelFrame({
      model: this.#model,
      store: this.#store,
      clock: this.#clock,
      silence: this.#silence,
      stage: this.#stage,
      overview: this.#overview,
      chrome: this.#chrome,
      accessible: this.#accessible,
      detail: this.#detail,
      lanes: this.#lanes,
      drawing: this.#drawing,
      pointing: this.#pointing,
    });
    root.append(
      toolbar.element,
      this.#chrome.notices.element,
      this.#stage.element,
      this.#overview.element,
      this.#lanes.body.element,
      ...this.#detail.elements,
      this.#chrome.legend.element,
      this.#accessible.element,
      announcer.element,
      tooltip.element,
      this.#cheatSheet.element,
    );
    this.#lanes.body.setColumn(this.#store.state.columnPx);
    this.#chrome.legend.paint(this.#theme.ink);
    this.#listen();
  }

  /** Asks the host for what there is. */
  begin(): void {
    this.#host.listen(message => this.#receive(message));
    this.#model.begin();
    this.#frames.request(...everything);
  }

  #listen(): void {
    this.#store.onChange((now, before) => {
      this.#frames.request('lanes', 'overlay', 'overview', 'inspector', 'chrome');
      if (rowFields.some(field => now[field] !== before[field])) this.#frames.request('rows');
      if (now.columnPx !== before.columnPx) this.#lanes.body.setColumn(now.columnPx);
    });
    const resized = new ResizeObserver(() => this.#frames.request(...everything));
    resized.observe(this.#lanes.body.element);
    resized.observe(this.#overview.element);
    watchPixelRatio(() => this.#themeChanged());
    window.addEventListener('pagehide', () => this.#store.flush());
  }

  #themeChanged(): void {
    this.#chrome.legend.paint(this.#theme.ink);
    this.#frames.request(...everything);
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'run':
        this.#receiveRun(message.run);
        break;
      case 'update':
        if (!this.#model.update(message)) break;
        if (message.snapshot) this.#forget();
        this.#announcer.follow(this.#model.programThreads, this.#model.shownFindings);
        this.#setClock(message.snapshot);
        // What is held stands still, and only what speaks of the run goes on.
        if (this.#drawing.isHeld && !message.snapshot) this.#frames.request('chrome');
        else this.#frames.request(...everything);
        break;
      case 'window':
        this.#drawing.receive(message);
        break;
      case 'answer':
        if (message.name === 'cores') this.#drawing.cores.receive(message);
        else this.#detail.receive(message);
        break;
      case 'muted':
        this.#model.setMuted(message.kinds);
        this.#frames.request(...everything);
        break;
      case 'captured':
        this.#detail.receiveCaptured(message.capture);
        break;
      case 'variables':
        this.#detail.stacks.receiveVariables(message);
        break;
      case 'show':
        this.#detail.show(message.view);
        break;
      case 'reveal':
        this.#reveal(message.threads);
        break;
      case 'caret':
        this.#lanes.rows.pointAt(message.place);
        this.#frames.request('rows', 'lanes');
        break;
    }
  }

  #reveal(threads: readonly ThreadKey[]): void {
    this.#lanes.rows.reveal(threads, performance.now());
    this.#frames.request('rows', 'lanes');
  }

  #receiveRun(run: RunView | null): void {
    const before = this.#model.run?.status;
    const news = this.#model.setRun(run);
    if (news === 'other') {
      this.#forget();
      this.#pointing.forget();
      if (run) this.#store.beginRun(run.startedAtMs);
    }
    // Whoever followed it to the end wants to see all of it.
    if (news === 'ended' && this.#store.state.isFollowing) this.#store.set({ window: null });
    if (before !== undefined && before !== run?.status) this.#chrome.announceStatus();
    this.#setClock(false);
    this.#frames.request(...everything);
  }

  #setClock(anew: boolean): void {
    const { isLive, nowNs } = this.#model;
    // Before the first thread nothing is heard of any run.
    this.#silence.heard(isLive && this.#model.threads.size > 0, performance.now());
    this.#clock.told(nowNs, performance.now(), { live: isLive, steady: this.#reducedMotion.matches, anew });
  }

  #silenceChanged(): void {
    if (this.#silence.isSilent) this.#chrome.say(strings.stage.silentTitle);
    this.#frames.request(...everything);
  }

  /** What is held may be about other threads. */
  #forget(): void {
    this.#drawing.reset();
    this.#detail.reset();
    this.#announcer.forget();
  }

  #pickedSpan() {
    const target = this.#navigator.pickedTarget();
    const { picture } = this.#drawing;
    return target && picture ? describe(target, picture, this.#model.threads) : null;
  }

  #open(place: SourcePlace | null): void {
    if (place) this.#host.post({ type: 'open', place });
  }
}
