import type { AccessibleView } from './accessibleView.ts';
import type { Chrome } from './chrome.ts';
import type { DetailArea } from './detailArea.ts';
import { setText } from './dom.ts';
import type { Drawing } from './drawing.ts';
import { moment } from './format.ts';
import type { Part } from './frames.ts';
import type { LaneArea } from './laneArea.ts';
import type { LiveClock } from './liveClock.ts';
import type { RunModel } from './model.ts';
import type { Overview } from './overview.ts';
import type { Picture } from './picture.ts';
import type { Pointing } from './pointing.ts';
import type { Silence } from './silence.ts';
import type { Stage } from './stage.ts';
import * as strings from './strings.ts';
import type { ViewStore } from './viewState.ts';

interface FrameParts {
  readonly model: RunModel;
  readonly store: ViewStore;
  readonly clock: LiveClock;
  readonly silence: Silence;
  readonly stage: Stage;
  readonly overview: Overview;
  readonly chrome: Chrome;
  readonly accessible: AccessibleView;
  readonly detail: DetailArea;
  readonly lanes: LaneArea;
  readonly drawing: Drawing;
  readonly pointing: Pointing;
}

/** One frame of the panel: brings the parts that are out of date up to date, each after those that it depends on. */
export class PanelFrame {
  readonly #parts: FrameParts;

  constructor(parts: FrameParts) {
    this.#parts = parts;
  }

  /** Returns what the next frame is wanted for, because it moves. */
  show(dirty: ReadonlySet<Part>, atMs: number): readonly Part[] {
    const { model, silence, stage, overview, chrome, accessible, detail, lanes } = this.#parts;
    const takesAll = stage.update({
      run: model.run,
      hasThreads: model.threads.size > 0,
      silentSinceNs: silence.isSilent ? model.nowNs : null,
    });
    for (const { element } of [overview, lanes.body, chrome.legend]) element.hidden = takesAll;
    if (dirty.has('chrome')) chrome.update();
    if (dirty.has('chrome') || dirty.has('rows')) accessible.request();
    if (takesAll) {
      detail.hide();
      return [];
    }
    if (dirty.has('rows')) lanes.rows.layout(atMs);
    // Before the lanes are measured: it takes its room from them.
    if (dirty.has('inspector') && detail.update(atMs)) lanes.rows.revealSelection();
    lanes.body.hold();
    try {
      return this.#paint(dirty, atMs);
    } finally {
      lanes.body.release();
    }
  }

  #paint(dirty: ReadonlySet<Part>, atMs: number): readonly Part[] {
    const { store, clock, drawing, lanes } = this.#parts;
    const shown = drawing.picture;
    const picture = dirty.has('lanes') || !shown ? drawing.paintLanes(atMs) : shown;
    if (dirty.has('lanes')) this.#note(picture);
    // After the lanes: how busy a core was is about what is on screen.
    const isOfLanes = dirty.has('lanes') && picture.cores !== null;
    if (dirty.has('rows') || dirty.has('tree') || isOfLanes) lanes.rows.show();
    if (dirty.has('lanes') || dirty.has('overlay')) this.#paintOverlay(picture);
    if (dirty.has('overview') || dirty.has('lanes')) drawing.paintOverview(picture);
    const nowIsSeen = picture.nowNs >= picture.scale.fromNs && picture.nowNs <= picture.scale.toNs;
    const next: Part[] = nowIsSeen && !drawing.isHeld && clock.isMoving(atMs) ? ['lanes'] : [];
    // What is picked was looked for in the picture before.
    if (dirty.has('lanes') && dirty.has('inspector') && store.state.span) next.push('inspector');
    return next;
  }

  /** What is there but not drawn one by one. */
  #note({ hiddenMessages, hasShares, cores, nowNs }: Picture): void {
    const { chrome, drawing, model } = this.#parts;
    const { element, note } = chrome.legend;
    element.classList.toggle('of-cores', cores !== null);
    const notes = [
      drawing.isHeld && model.isLive ? strings.pause.note(moment(nowNs)) : null,
      cores ? strings.cores.legend : null,
      hasShares && !cores ? strings.timeline.manySpans : null,
      hiddenMessages > 0 && !cores ? strings.timeline.messagesHidden(hiddenMessages) : null,
    ];
    setText(note, notes.filter(text => text !== null).join(' · '));
  }

  #paintOverlay(picture: Picture): void {
    const { drawing, lanes, pointing } = this.#parts;
    pointing.refresh();
    drawing.paintOverlay(picture, pointing);
    lanes.body.timeline.classList.toggle('points', pointing.isClickable);
    lanes.rows.placeBands();
  }
}
