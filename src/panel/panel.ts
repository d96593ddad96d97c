import type { HostMessage, RunView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { AccessibleTable } from './accessibleTable.ts';
import { Announcer } from './announcer.ts';
import { pixelRatio } from './canvas.ts';
import { litThreads } from './caret.ts';
import { describe } from './describe.ts';
import { FrameScheduler } from './frames.ts';
import type { Part } from './frames.ts';
import { listenToGestures } from './gestures.ts';
import type { Host } from './host.ts';
import { Inspector } from './inspector.ts';
import type { Subject } from './inspector.ts';
import { KeyCommands } from './keyCommands.ts';
import { LaneBody } from './laneBody.ts';
import { LaneCanvas } from './laneCanvas.ts';
import { layoutRows, threadRowId } from './layout.ts';
import type { Row } from './layout.ts';
import { Legend } from './legend.ts';
import { LiveClock } from './liveClock.ts';
import { RunModel } from './model.ts';
import { Navigator } from './navigator.ts';
import { OverlayCanvas } from './overlayCanvas.ts';
import { Overview } from './overview.ts';
import { Picture } from './picture.ts';
import { Pointing } from './pointing.ts';
import { Ruler } from './ruler.ts';
import { Notices, Stage } from './stage.ts';
import * as strings from './strings.ts';
import { Theme } from './theme.ts';
import { ticks } from './ticks.ts';
import { TimeScale } from './timeScale.ts';
import { Toolbar } from './toolbar.ts';
import { TreeView } from './treeView.ts';
import { ViewStore } from './viewState.ts';
import { visibleWindow } from './visibleWindow.ts';
import { WindowKeeper } from './windowKeeper.ts';
import type { Situation } from './windowNeeds.ts';

/** What shows the answer to a question. */
const laneParts: readonly Part[] = ['lanes', 'inspector'];
const overviewParts: readonly Part[] = ['overview'];
const everything: readonly Part[] = ['rows', 'lanes', 'overlay', 'overview', 'inspector', 'chrome'];
/** A screen reader is not served by a table that changes under it all the time. */
const tableEveryMs = 1000;

/**
 * The whole panel: takes the host's messages, decides in each frame which parts must be brought up to date,
 * and connects what the user does with what it means. Lives as long as the webview.
 */
export class Panel {
  readonly #host: Host;
  readonly #model: RunModel;
  readonly #store: ViewStore;
  readonly #clock = new LiveClock();
  readonly #windows: WindowKeeper;
  readonly #frames = new FrameScheduler((dirty, atMs) => this.#frame(dirty, atMs));
  readonly #theme: Theme;
  readonly #navigator: Navigator;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  readonly #toolbar: Toolbar;
  readonly #notices = new Notices();
  readonly #stage: Stage;
  readonly #overview: Overview;
  readonly #tree: TreeView;
  readonly #ruler = new Ruler();
  readonly #lanes = new LaneCanvas();
  readonly #overlay = new OverlayCanvas();
  readonly #body: LaneBody;
  readonly #inspector: Inspector;
  readonly #legend = new Legend();
  readonly #table = new AccessibleTable();
  readonly #pointing: Pointing;
  readonly #keys: KeyCommands;
  readonly #announcer = new Announcer();

  #rows: readonly Row[] = [];
  #lit: ReadonlySet<ThreadKey> = new Set();
  #caret: SourcePlace | null = null;
  #picture: Picture | null = null;
  #tableTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#store = new ViewStore(host.load(), state => host.save(state));
    this.#model = new RunModel(() => host.post({ type: 'ready' }));
    this.#windows = new WindowKeeper(
      message => host.post(message),
      need => this.#frames.request(...(need === 'overview' ? overviewParts : laneParts)),
    );
    this.#theme = new Theme(() => this.#themeChanged());
    this.#navigator = new Navigator(this.#store, () => ({
      picture: this.#picture,
      rows: this.#rows,
      nowNs: this.#model.nowNs,
      isLive: this.#model.isLive,
    }));
    this.#pointing = new Pointing(
      () => ({
        picture: this.#picture,
        rows: this.#rows,
        threads: this.#model.threads,
        scrollTopPx: this.#body.scrollTopPx,
      }),
      this.#navigator,
      place => this.#open(place),
      () => this.#frames.request('overlay'),
    );
    this.#toolbar = new Toolbar({
      runAgain: () => host.post({ type: 'command', command: 'runAgain' }),
      stop: () => host.post({ type: 'command', command: 'stop' }),
      toggleFollow: () => this.#navigator.toggleFollow(),
      fit: () => this.#navigator.fit(),
      zoom: factor => this.#navigator.zoom(factor),
      filter: text => this.#store.set({ filter: text }),
    });
    this.#stage = new Stage(command => host.post({ type: 'command', command }));
    this.#overview = new Overview(window => this.#navigator.show(window));
    this.#tree = new TreeView({
      select: id => this.#navigator.select(id),
      fold: id => this.#navigator.fold(id),
      openSource: row => this.#open(row.thread?.createdAt ?? null),
      hover: (row, event) => this.#pointing.overTree(row, event),
    });
    this.#body = new LaneBody(
      {
        tree: this.#tree.element,
        ruler: this.#ruler.element,
        canvases: [this.#lanes.canvas.element, this.#overlay.canvas.element],
      },
      columnPx => this.#store.set({ columnPx }),
    );
    this.#inspector = new Inspector({
      open: place => this.#open(place),
      copy: text => host.post({ type: 'copy', text }),
      select: thread => this.#navigator.select(threadRowId(thread)),
      close: () => this.#keys.carryOut('clear'),
    });
    this.#keys = new KeyCommands({
      navigator: this.#navigator,
      store: this.#store,
      body: this.#body,
      tree: this.#tree.element,
      toolbar: this.#toolbar,
      announcer: this.#announcer,
      pointerPx: () => this.#pointing.pointerPx,
      inspect: () => {
        this.#inspector.update(this.#subject());
        this.#inspector.focus();
      },
      describe: target => this.#picture && describe(target, this.#picture, this.#model.threads),
      onUse: () => this.#pointing.tooltip.hide(),
    });
    root.append(
      this.#toolbar.element,
      this.#notices.element,
      this.#stage.element,
      this.#overview.element,
      this.#body.element,
      this.#inspector.element,
      this.#legend.element,
      this.#table.element,
      this.#announcer.element,
      this.#pointing.tooltip.element,
    );
    this.#body.setColumn(this.#store.state.columnPx);
    this.#legend.paint(this.#theme.ink);
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
      if (now.folded !== before.folded || now.filter !== before.filter || now.selected !== before.selected) {
        this.#frames.request('rows');
      }
      if (now.columnPx !== before.columnPx) this.#body.setColumn(now.columnPx);
    });
    listenToGestures(this.#body.timeline, {
      hover: at => this.#pointing.overTimeline(at),
      click: at => this.#pointing.click(at),
      beginRange: () => this.#navigator.beginRange(),
      range: (from, to) => this.#navigator.setRange(from, to),
      pan: px => this.#navigator.pan(px),
      zoom: (factor, anchor) => this.#navigator.zoom(factor, anchor),
      canScroll: () => this.#body.overflows,
    });
    this.#body.element.addEventListener('scroll', () => {
      this.#pointing.tooltip.hide();
      this.#frames.request('rows', 'lanes');
    });
    const resized = new ResizeObserver(() => this.#frames.request(...everything));
    resized.observe(this.#body.element);
    resized.observe(this.#overview.element);
    this.#watchPixelRatio();
  }

  /** There is no event for a changed pixel ratio: a query for the present one must be asked anew each time. */
  #watchPixelRatio(): void {
    const query = matchMedia(`(resolution: ${pixelRatio()}dppx)`);
    const changed = () => {
      this.#themeChanged();
      this.#watchPixelRatio();
    };
    query.addEventListener('change', changed, { once: true });
  }

  #themeChanged(): void {
    this.#legend.paint(this.#theme.ink);
    this.#frames.request(...everything);
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'run':
        this.#receiveRun(message.run);
        break;
      case 'update':
        if (!this.#model.update(message)) break;
        if (message.snapshot) this.#windows.reset();
        this.#setClock(message.snapshot);
        this.#frames.request(...everything);
        break;
      case 'window':
        this.#windows.receive(message);
        break;
      case 'messageDetails':
      case 'history':
        break;
      case 'caret':
        this.#caret = message.place;
        this.#frames.request('rows', 'lanes');
        break;
    }
  }

  #receiveRun(run: RunView | null): void {
    const before = this.#model.run?.status;
    const news = this.#model.setRun(run);
    if (news === 'other') {
      this.#windows.reset();
      this.#pointing.forget();
      if (run) this.#store.beginRun(run.startedAtMs);
    }
    // Whoever followed it to the end wants to see all of it.
    if (news === 'ended' && this.#store.state.isFollowing) this.#store.set({ window: null });
    if (before !== undefined && before !== run?.status) this.#announceStatus();
    this.#setClock(false);
    this.#frames.request(...everything);
  }

  #setClock(anew: boolean): void {
    const { isLive, nowNs } = this.#model;
    this.#clock.told(nowNs, performance.now(), { live: isLive, steady: this.#reducedMotion.matches, anew });
  }

  #announceStatus(): void {
    const { run, nowNs, threads } = this.#model;
    if (run) this.#announcer.say(strings.runStatus(run, this.#alive(), threads.size, nowNs));
  }

  #alive(): number {
    let alive = 0;
    for (const thread of this.#model.threads.values()) if (thread.endedNs === null) alive++;
    return alive;
  }

  #frame(dirty: ReadonlySet<Part>, atMs: number): readonly Part[] {
    const takesAll = this.#stage.update(this.#model.run, this.#model.threads.size > 0);
    for (const { element } of [this.#overview, this.#body, this.#legend]) element.hidden = takesAll;
    if (dirty.has('chrome')) this.#updateChrome();
    if (takesAll) {
      this.#inspector.update(null);
      return [];
    }
    if (dirty.has('rows')) this.#updateRows();
    // Before the lanes are measured: it takes its room from them.
    if (dirty.has('inspector')) this.#inspector.update(this.#subject());
    const picture = dirty.has('lanes') || !this.#picture ? this.#paintLanes(atMs) : this.#picture;
    if (dirty.has('lanes') || dirty.has('overlay')) this.#paintOverlay(picture);
    if (dirty.has('overview') || dirty.has('lanes')) this.#paintOverview(picture);
    const nowIsSeen = picture.nowNs >= picture.scale.fromNs && picture.nowNs <= picture.scale.toNs;
    return nowIsSeen && this.#clock.isMoving(atMs) ? ['lanes'] : [];
  }

  #updateChrome(): void {
    const { run, threads, processes, nowNs, isLive } = this.#model;
    const { isFollowing, filter } = this.#store.state;
    const total = threads.size;
    this.#toolbar.update({
      run: run ?? null,
      alive: this.#alive(),
      total,
      nowNs,
      isFollowing,
      isLive,
      filter,
    });
    this.#notices.update(run?.notices ?? []);
    this.#body.describe(total);
    if (this.#tableTimer !== null) return;
    this.#tableTimer = setTimeout(() => {
      this.#tableTimer = null;
      this.#table.update(threads.values(), processes);
    }, tableEveryMs);
  }

  #updateRows(): void {
    const { processes, threads } = this.#model;
    const { folded, filter, selected } = this.#store.state;
    this.#rows = layoutRows(processes.values(), threads.values(), new Set(folded), filter);
    this.#lit = litThreads(threads.values(), this.#caret);
    this.#body.setRows(this.#rows.length, filter !== '');
    this.#tree.update({
      rows: this.#rows,
      selected,
      lit: this.#lit,
      scrollTopPx: this.#body.scrollTopPx,
      heightPx: this.#body.viewportPx,
    });
    this.#placeBands();
  }

  #placeBands(): void {
    const selected = this.#rows.findIndex(row => row.id === this.#store.state.selected);
    this.#body.setBands(selected < 0 ? null : selected, this.#pointing.hoveredRow);
  }

  #paintLanes(atMs: number): Picture {
    const nowNs = this.#clock.read(atMs);
    const { isLive, threads, version } = this.#model;
    const widthPx = this.#body.timelineWidthPx;
    const scale = new TimeScale(visibleWindow(this.#store.state, nowNs, isLive, widthPx), widthPx);
    const situation = { scale, pixelRatio: pixelRatio(), nowNs: this.#model.nowNs, isLive, version };
    this.#keepWindows(situation, atMs);
    const picture = new Picture({
      scale,
      pixelRatio: pixelRatio(),
      rows: this.#rows,
      threads,
      nowNs,
      isLive,
      lanes: this.#windows.held('lanes'),
      messages: this.#windows.held('messages'),
      selectedThread: this.#selectedThread()?.key ?? null,
    });
    this.#picture = picture;
    const marks = ticks(scale);
    this.#ruler.paint(marks, scale, this.#theme.ink);
    this.#lanes.paint({ ...this.#surface(picture), ticks: marks.major, lit: this.#lit });
    const { hiddenMessages } = picture;
    this.#legend.note.textContent = hiddenMessages > 0 ? strings.timeline.messagesHidden(hiddenMessages) : '';
    return picture;
  }

  #keepWindows(situation: Situation, atMs: number): void {
    const { scrollTopPx: topPx, viewportPx: heightPx } = this.#body;
    this.#windows.keepLanes(situation, { rows: this.#rows, topPx, heightPx });
    this.#windows.keepMessages(situation, this.#selectedThread()?.key ?? null);
    this.#windows.keepOverview(situation, [...this.#model.threads.keys()], atMs);
  }

  #surface(picture: Picture) {
    return {
      picture,
      ink: this.#theme.ink,
      scrollTopPx: this.#body.scrollTopPx,
      widthPx: picture.scale.widthPx,
      heightPx: this.#body.viewportPx,
    };
  }

  #paintOverlay(picture: Picture): void {
    const pointing = this.#pointing;
    pointing.refresh();
    const { range, span } = this.#store.state;
    const { pointerPx, hovered } = pointing;
    this.#overlay.paint({ ...this.#surface(picture), pointerPx, hovered, range, span });
    this.#ruler.point(pointerPx, picture.scale);
    this.#body.timeline.classList.toggle('points', pointing.leadsToSource);
    this.#placeBands();
  }

  #paintOverview(picture: Picture): void {
    const held = this.#windows.held('overview');
    this.#overview.paint({ held, window: picture.scale, nowNs: picture.nowNs, ink: this.#theme.ink });
  }

  #selectedThread(): ThreadView | null {
    const id = this.#store.state.selected;
    return id?.startsWith('t') ? (this.#model.threads.get(Number(id.slice(1))) ?? null) : null;
  }

  #subject(): Subject | null {
    const { processes, threads } = this.#model;
    const thread = this.#selectedThread();
    const id = this.#store.state.selected;
    const process = processes.get(thread?.process ?? Number(id?.slice(1) ?? -1));
    if (id === null || !process || (id.startsWith('t') && !thread)) return null;
    const picked = this.#navigator.pickedTarget();
    return {
      process,
      thread,
      parent: threads.get(thread?.parent ?? -1) ?? null,
      span: picked && this.#picture ? describe(picked, this.#picture, threads) : null,
      threadCount: [...threads.values()].filter(one => one.process === process.key).length,
    };
  }

  #open(place: SourcePlace | null): void {
    if (place) this.#host.post({ type: 'open', place });
  }
}
