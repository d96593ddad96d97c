import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Message } from './arrows.ts';
import type { Row, RowId } from './layout.ts';
import { rowIdOf, threadRowId } from './layout.ts';
import type { MessageBundle } from './messageBundles.ts';
import { lastNs, messagesOf, neighbour, targetFrom } from './neighbours.ts';
import { toggledIn } from './rowArranging.ts';
import type { Picture } from './picture.ts';
import type { Scenery } from './scenery.ts';
import type { LaneTarget, Target } from './targets.ts';
import { withMark } from './timeMarks.ts';
import type { MarkName } from './timeMarks.ts';
import { TimeScale, orderedRange, padded } from './timeScale.ts';
import type { TimeRange } from './timeScale.ts';
import type { PickedSpan, ViewStore } from './viewState.ts';
import { visibleWindow } from './visibleWindow.ts';

/** What is on screen, for moving about in it. */
export interface Surroundings {
  readonly picture: Picture | null;
  readonly scenery: Scenery;
  readonly nowNs: Nanoseconds;
  readonly isLive: boolean;
}

/** Every way of moving through a run, whichever of keys, pointer and buttons asked for it. */
export class Navigator {
  readonly #store: ViewStore;
  readonly #look: () => Surroundings;

  constructor(store: ViewStore, look: () => Surroundings) {
    this.#store = store;
    this.#look = look;
  }

  /**
   * What is on screen, or will be in the next frame: several turns of a wheel that come in one frame must each
   * go on from the one before.
   */
  get #scale(): TimeScale | null {
    const { picture, isLive } = this.#look();
    if (!picture) return null;
    const { widthPx } = picture.scale;
    return new TimeScale(visibleWindow(this.#store.state, picture.nowNs, isLive, widthPx), widthPx);
  }

  /** Shrinks the window by `factor` around a pixel, by default the middle. */
  zoom(factor: number, anchorPx?: number): void {
    const scale = this.#scale;
    if (!scale) return;
    this.#setWindow(scale.zoomed(factor, anchorPx ?? scale.widthPx / 2));
  }

  /** Whoever pans wants to look at something: the run must not pull it away. */
  pan(px: number): void {
    const scale = this.#scale;
    if (!scale) return;
    this.#store.set({ isFollowing: false });
    this.#setWindow(scale.panned(px));
  }

  panByPart(part: number): void {
    this.pan((this.#look().picture?.scale.widthPx ?? 0) * part);
  }

  show(window: TimeRange): void {
    const scale = this.#look().picture?.scale;
    if (!scale) return;
    this.#store.set({ isFollowing: false });
    this.#setWindow(new TimeScale(window, scale.widthPx).zoomed(1, 0));
  }

  /** The selected range, else the picked span, else (or when that is shown already) the whole run. */
  fit(): void {
    const { range, span, window } = this.#store.state;
    const wanted = range ?? span;
    const fitted = wanted && padded(wanted, 0.02, 0.02);
    if (fitted && !(window && isSame(window, fitted))) {
      this.show(fitted);
    } else {
      this.#store.set({ window: null, isFollowing: false });
    }
  }

  /** Into a bundle of messages, as far as it takes to see some of them one by one. */
  zoomTo({ sentNs, receivedNs }: MessageBundle): void {
    const scale = this.#look().picture?.scale;
    if (!scale) return;
    const middle = (sentNs + receivedNs) / 2;
    const half = Math.max(scale.durationNs / 16, receivedNs - sentNs);
    this.show({ fromNs: middle - half, toNs: middle + half });
  }

  /** Only arrows between the selected thread and this one are drawn. */
  pair(partner: ThreadKey): void {
    const { selected } = this.#store.state;
    if (selected === null || selected === threadRowId(partner)) return;
    this.#store.set({ arrows: 'pair', partner });
  }

  /** Whoever wants to follow does not want the picture held. */
  toggleFollow(): void {
    this.#store.set({ isFollowing: !this.#store.state.isFollowing, paused: null });
  }

  /** Holds the picture as it is, or lets it go on; returns whether it is held, `null` where nothing moves. */
  togglePause(): boolean | null {
    const { picture, nowNs, isLive } = this.#look();
    const { paused, isFollowing } = this.#store.state;
    if (paused) {
      const follows = paused.wasFollowing && isLive ? { isFollowing: true, window: null } : {};
      this.#store.set({ paused: null, ...follows });
      return false;
    }
    if (!picture || !isLive) return null;
    const { fromNs, toNs } = picture.scale;
    this.#store.set({
      paused: { atNs: nowNs, wasFollowing: isFollowing },
      window: { fromNs, toNs },
      isFollowing: false,
    });
    return true;
  }

  /** Holds the view still, so that a range can be drawn on it. */
  beginRange(): void {
    const scale = this.#look().picture?.scale;
    if (scale && this.#store.state.isFollowing && this.#look().isLive) {
      this.#store.set({ isFollowing: false, window: { fromNs: scale.fromNs, toNs: scale.toNs } });
    }
  }

  setRange(fromPx: number, toPx: number): void {
    const scale = this.#look().picture?.scale;
    if (!scale) return;
    this.#store.set({ range: orderedRange(scale.toNsAt(fromPx), scale.toNsAt(toPx)), detail: 'range' });
  }

  setMark(name: MarkName, ns: Nanoseconds | null): void {
    this.#store.set({ marks: withMark(this.#store.state.marks, name, ns) });
  }

  fold(id: RowId): void {
    this.#store.set({ toggled: toggledIn(this.#store.state.toggled, id) });
  }

  /** Folds or unfolds the selected row, or makes it as `isFolded` says; returns whether that changed it. */
  foldSelected(isFolded?: boolean): boolean {
    const row = this.selectedRow;
    if (!row?.isFoldable || row.isFolded === isFolded) return false;
    this.fold(row.id);
    return true;
  }

  get selectedRow(): Row | null {
    const { selected } = this.#store.state;
    return selected === null ? null : (this.#look().scenery.byId.get(selected) ?? null);
  }

  select(id: RowId | null): void {
    if (id === this.#store.state.selected) return;
    this.#store.inspect(id);
  }

  /** Returns the row that is selected now. */
  moveRow(step: number): Row | null {
    const { rows } = this.#look().scenery;
    const index = this.selectedRow?.index ?? -1;
    const last = rows.length - 1;
    // A step from nowhere leads to the first.
    const wanted = index < 0 && step < Infinity ? 0 : index + step;
    const next = rows[Math.min(last, Math.max(0, wanted))];
    if (next) this.select(next.id);
    return next ?? null;
  }

  pick(target: LaneTarget): void {
    const { thread, fromNs, toNs } = target;
    const span = { thread: thread.key, fromNs, toNs };
    this.#store.inspect(threadRowId(thread.key), { span });
  }

  /** To a moment of a thread, wherever that is. */
  goToMoment(thread: ThreadKey, ns: Nanoseconds): void {
    this.#store.inspect(this.#rowIdOf(thread));
    const scale = this.#look().picture?.scale;
    if (!scale) return;
    // Not at the edge, where nothing of what led to it would be seen.
    const edge = scale.durationNs / 10;
    if (ns > scale.fromNs + edge && ns < scale.toNs - edge) return;
    this.show({ fromNs: ns - scale.durationNs / 2, toNs: ns + scale.durationNs / 2 });
  }

  #rowIdOf(thread: ThreadKey): RowId {
    return rowIdOf(thread, this.#look().scenery.byThread);
  }

  /** To a span that may be anywhere: its lane is selected, and its time is brought into view. */
  goTo(span: PickedSpan): void {
    const { thread, fromNs, toNs } = span;
    this.#store.inspect(this.#rowIdOf(thread), { span: { thread, fromNs, toNs } });
    this.#revealSpan(span);
  }

  /** To a stretch of a thread, wherever that is; nothing is picked. */
  lookAt({ thread, fromNs, toNs }: PickedSpan): void {
    this.#store.inspect(this.#rowIdOf(thread));
    this.#revealSpan({ fromNs, toNs });
  }

  /** A message is inspected with one of its ends: the selected one, else its sender. */
  pickMessage({ id, from, to }: Message): void {
    const { selected } = this.#store.state;
    const isEnd = selected === threadRowId(from) || (to !== null && selected === threadRowId(to));
    const end = isEnd ? selected : threadRowId(from);
    this.#store.inspect(end, { message: id });
  }

  /** To the next message that the selected thread sent or received, or the one before; returns it. */
  stepMessage(step: 1 | -1): Target | null {
    const { picture, scenery } = this.#look();
    const row = this.selectedRow ?? scenery.rows.find(one => one.thread);
    if (!picture?.messages || !row?.thread) return null;
    const own = messagesOf(picture, row.thread.key);
    const { message, span } = this.#store.state;
    const current = own.findIndex(one => one.id === message);
    const { fromNs, toNs } = span ?? picture.scale;
    const first =
      step > 0
        ? own.findIndex(one => lastNs(one) >= fromNs)
        : own.filter(one => (one.sentNs ?? 0) <= toNs).length - 1;
    const next = own[current < 0 ? first : current + step];
    if (!next) {
      this.#lookFurther(picture, step);
      return null;
    }
    this.select(row.id);
    this.pickMessage(next);
    this.revealTime({ fromNs: next.sentNs ?? 0, toNs: lastNs(next) });
    return { kind: 'message', message: next, arrow: picture.arrowOf(next) };
  }

  /** What is known ends half a window beyond the edge: what comes after is found from there. */
  #lookFurther({ scale }: Picture, step: 1 | -1): void {
    const { nowNs } = this.#look();
    if (step > 0 ? scale.toNs < nowNs : scale.fromNs > 0) this.panByPart(step / 2);
  }

  /** To the next span of the selected lane, or the one before; returns it. */
  stepSpan(step: 1 | -1): LaneTarget | null {
    const { picture } = this.#look();
    const row = this.selectedRow ?? picture?.rows.find(one => one.thread);
    if (!picture || !row?.thread) return null;
    const { span } = this.#store.state;
    const own = span?.thread === row.thread.key ? span : null;
    const target = neighbour(picture, row, own, step);
    if (!target) return null;
    this.pick(target);
    this.revealTime(target);
    return target;
  }

  /** Steps to the next span, or the one before, and takes it into the range; returns that. */
  extendRange(step: 1 | -1): TimeRange | null {
    const { range, span } = this.#store.state;
    const before = range ?? span;
    const target = this.stepSpan(step);
    const scale = this.#look().picture?.scale;
    if (!scale || !target) return null;
    const fromNs = Math.min(target.fromNs, before?.fromNs ?? Infinity);
    const toNs = Math.max(target.toNs, before?.toNs ?? -Infinity);
    this.setRange(scale.toPx(fromNs), scale.toPx(toNs));
    return { fromNs, toNs };
  }

  /** The picked span as a target, if it is among what is held. */
  pickedTarget(): LaneTarget | null {
    const { picture } = this.#look();
    const { span } = this.#store.state;
    const row = span && picture?.rowOf(span.thread);
    if (!picture || !span || !row) return null;
    return targetFrom(picture, row, span.thread, span.fromNs);
  }

  revealTime({ fromNs, toNs }: TimeRange): void {
    const scale = this.#look().picture?.scale;
    if (!scale || (toNs > scale.fromNs && fromNs < scale.toNs)) return;
    const middle = toNs <= scale.fromNs ? toNs : fromNs;
    this.pan(scale.toPx(middle) - scale.widthPx / 2);
  }

  /** In the middle, and neither a hair nor more than the screen. */
  #revealSpan({ fromNs, toNs }: TimeRange): void {
    const scale = this.#look().picture?.scale;
    if (!scale) return;
    const length = toNs - fromNs;
    const isSeen = fromNs >= scale.fromNs && toNs <= scale.toNs && length >= 12 * scale.nsPerPx;
    if (isSeen) return;
    const wanted = Math.min(Math.max(scale.durationNs, length * 1.5), length * 30);
    const middle = (fromNs + toNs) / 2;
    this.show({ fromNs: middle - wanted / 2, toNs: middle + wanted / 2 });
  }

  #setWindow(scale: TimeScale): void {
    const { nowNs, isLive } = this.#look();
    const whole = visibleWindow({ window: null, isFollowing: false }, nowNs, isLive, scale.widthPx);
    // Zooming out ends at the whole run: beyond it, there is nothing.
    if (scale.durationNs >= whole.toNs - whole.fromNs) {
      this.#store.set({ window: null, isFollowing: false });
      return;
    }
    const { fromNs, toNs } = scale.kept(whole);
    this.#store.set({ window: { fromNs, toNs } });
  }
}

function isSame(a: TimeRange, b: TimeRange): boolean {
  const slack = (b.toNs - b.fromNs) / 100;
  return Math.abs(a.fromNs - b.fromNs) < slack && Math.abs(a.toNs - b.toNs) < slack;
}
