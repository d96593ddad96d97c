import type { CoresAnswer, HostMessage, PanelMessage, ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { Activities } from './activity.ts';
import type { ArrowWish } from './arrowSources.ts';
import { pixelRatio } from './canvas.ts';
import { CoresKeeper } from './coresKeeper.ts';
import type { FindingJumps } from './findingJumps.ts';
import { severityOf } from './findingOrder.ts';
import type { Part } from './frames.ts';
import type { LaneBody } from './laneBody.ts';
import { LaneCanvas } from './laneCanvas.ts';
import type { LiveClock } from './liveClock.ts';
import type { RunModel } from './model.ts';
import { OverlayCanvas } from './overlayCanvas.ts';
import type { Overview } from './overview.ts';
import { Picture } from './picture.ts';
import { Ruler } from './ruler.ts';
import { emptyScenery } from './scenery.ts';
import type { Scenery } from './scenery.ts';
import type { Subjects } from './subject.ts';
import type { Target } from './targets.ts';
import type { Ink } from './theme.ts';
import { ticks } from './ticks.ts';
import { TimeScale } from './timeScale.ts';
import type { ViewStore } from './viewState.ts';
import { visibleWindow } from './visibleWindow.ts';
import { WindowKeeper } from './windowKeeper.ts';
import type { Situation } from './windowNeeds.ts';

/** What shows the answer to a question. */
const laneParts: readonly Part[] = ['lanes', 'inspector'];
const onlyLanes: readonly Part[] = ['lanes'];
const overviewParts: readonly Part[] = ['overview'];
const coreParts: readonly Part[] = ['rows', 'lanes'];

const noCores: CoresAnswer = { fromNs: 0, toNs: 1, cores: [] };

interface DrawingParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly clock: LiveClock;
  readonly subjects: Subjects;
  readonly findings: FindingJumps;
  readonly body: () => LaneBody;
  readonly overview: Overview;
  readonly ink: () => Ink;
  readonly post: (message: PanelMessage) => void;
  readonly request: (parts: readonly Part[]) => void;
}

/** What the pointer does to the picture. */
export interface PointedAt {
  readonly pointerPx: number | null;
  readonly hovered: Target | null;
}

/**
 * Draws the timeline: makes the picture of a frame from the run, the view and the windows that are held, has
 * it painted, and sees to it that the next frame finds what it needs. Owned by the panel.
 */
export class Drawing {
  readonly ruler = new Ruler();
  readonly cores: CoresKeeper;
  readonly #lanes = new LaneCanvas();
  readonly #overlay = new OverlayCanvas();
  readonly #activities = new Activities();
  readonly #windows: WindowKeeper;
  readonly #parts: DrawingParts;
  scenery: Scenery = emptyScenery;
  lit: ReadonlySet<ThreadKey> = new Set();
  #picture: Picture | null = null;
  /** While the picture is held: the model's version when that began. */
  #heldVersion: number | null = null;

  constructor(parts: DrawingParts) {
    this.#parts = parts;
    this.cores = new CoresKeeper(parts.post, () => parts.request(coreParts));
    this.#windows = new WindowKeeper(parts.post, need =>
      parts.request(need === 'overview' ? overviewParts : laneParts),
    );
  }

  get canvases(): readonly HTMLElement[] {
    return [this.#lanes.canvas.element, this.#overlay.canvas.element, ...this.ruler.flags.span];
  }

  /** The picture that is on screen. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** Whether the picture is held while the run goes on. */
  get isHeld(): boolean {
    return this.#parts.store.state.paused !== null;
  }

  get middleNs(): Nanoseconds {
    const { fromNs = 0, toNs = 0 } = this.#picture?.scale ?? {};
    return (fromNs + toNs) / 2;
  }

  receive(message: HostMessage & { type: 'window' }): void {
    this.#windows.receive(message);
  }

  /** Another run or a new snapshot: what is held may be about other threads. */
  reset(): void {
    this.#windows.reset();
    this.cores.reset();
  }

  paintLanes(atMs: number): Picture {
    const { model, store, clock, ink } = this.#parts;
    const { paused } = store.state;
    const nowNs = paused?.atNs ?? clock.read(atMs);
    const isLive = model.isLive && !paused;
    // What is held does not get out of date.
    this.#heldVersion = paused ? (this.#heldVersion ?? model.version) : null;
    const version = this.#heldVersion ?? model.version;
    const widthPx = this.#parts.body().timelineWidthPx;
    const scale = new TimeScale(visibleWindow(store.state, nowNs, isLive, widthPx), widthPx);
    const situation = {
      scale,
      pixelRatio: pixelRatio(),
      nowNs: paused?.atNs ?? model.nowNs,
      isLive,
      version,
      ...(paused ? { heldAtNs: paused.atNs } : {}),
    };
    const showsCores = store.state.view === 'cores';
    if (showsCores) this.cores.keep(situation, atMs);
    this.#keepWindows(situation, showsCores, atMs);
    const picture = new Picture({
      scale,
      pixelRatio: pixelRatio(),
      scenery: this.scenery,
      activities: this.#activities,
      nowNs,
      isLive,
      lanes: this.#windows.held('lanes'),
      messages: this.#windows.held('messages'),
      wish: this.#wish(),
      cores: showsCores ? (this.cores.held ?? noCores) : null,
      places: this.#parts.body().places,
    });
    this.#picture = picture;
    const marks = ticks(scale);
    this.ruler.paint(marks, scale, ink());
    const isUnfinished = this.#lanes.paint({
      ...this.#surface(picture),
      ticks: marks.major,
      lit: this.lit,
      threads: model.threads,
    });
    if (isUnfinished) this.#parts.request(onlyLanes);
    return picture;
  }

  paintOverlay(picture: Picture, { pointerPx, hovered }: PointedAt): void {
    const { range, span, marks, slice } = this.#parts.store.state;
    const arrow = this.#pickedArrow(picture);
    const { picked } = this.#parts.findings;
    const { ink, ...surface } = this.#surface(picture);
    const finding = picked && { spans: picked.spans, colour: ink.findings[severityOf(picked.kind)] };
    const pointed = { pointerPx, hovered, range, span, marks, slice, arrow, finding };
    this.#overlay.paint({ ...surface, ink, ...pointed });
    this.ruler.flags.show(marks, picture.scale);
    this.ruler.point(pointerPx, picture.scale);
  }

  paintOverview(picture: Picture): void {
    const held = this.#windows.held('overview');
    this.#parts.overview.paint({ held, window: picture.scale, nowNs: picture.nowNs, ink: this.#parts.ink() });
  }

  /** From what the inspector knows: among the messages of the window it may not be. */
  #pickedArrow(picture: Picture) {
    const { message } = this.#parts.subjects;
    if (!message) return null;
    const known = picture.arrows.find(arrow => arrow.message?.id === message.id);
    return known ?? (message.details && picture.arrowOf(message.details));
  }

  #wish(): ArrowWish {
    const { store, subjects } = this.#parts;
    const { arrows: mode, partner } = store.state;
    return { mode, partner, selected: subjects.thread?.key ?? null };
  }

  #keepWindows(situation: Situation, showsCores: boolean, atMs: number): void {
    const { model } = this.#parts;
    const { places, viewportPx: heightPx } = this.#parts.body();
    this.#windows.keepOverview(situation, model.programThreads, atMs);
    if (showsCores) return;
    this.#windows.keepLanes(situation, { rows: this.scenery.rows, places, heightPx }, atMs);
    this.#windows.keepMessages(situation, this.#wish());
  }

  #surface(picture: Picture) {
    const body = this.#parts.body();
    return {
      picture,
      ink: this.#parts.ink(),
      scrollTopPx: body.scrollTopPx,
      widthPx: picture.scale.widthPx,
      heightPx: body.viewportPx,
    };
  }
}
