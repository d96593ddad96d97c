import type { LaneShares } from '../protocol/panel.ts';
import type { Slot } from './painter.ts';
import type { Patterns } from './patterns.ts';
import { rasterShares } from './shareRaster.ts';
import type { TimeRange, TimeScale } from './timeScale.ts';

/** Of the device: buckets of one bitmap. Panning makes only what it brings into view. */
const stripPx = 512;
/** Wider buckets are only there until the answer for the present zoom comes: they are stretched. */
const widestPx = 8;
/** In a frame, what has an older picture to stand in may take so long. */
const budgetMs = 2;

/** What a picture is of. */
interface Subject {
  readonly lane: LaneShares;
  /** The stretch of time that the lane is about. */
  readonly window: TimeRange;
  /** Of the device. */
  readonly heightPx: number;
  /** How wide a bucket is on the device. */
  readonly columnPx: number;
  readonly patterns: Patterns;
}

/** A lane's picture of the present answer, and of the one before as long as that is not done. */
interface Entry {
  shown: LaneImage | null;
  coming: LaneImage | null;
  /** What was last seen of it. */
  view: TimeRange;
  frame: number;
}

/**
 * Lanes of shares, painted by drawing pictures of them that were made once for an answer. Sixty new lanes are too
 * much work for one frame: who has an older picture to be stretched waits for its turn, in the order of waiting, so
 * that answers may come as fast as they like.
 */
export class ShareImages {
  readonly #entries = new Map<string | number, Entry>();
  readonly #waiting = new Set<Entry>();
  #untilMs = 0;
  #frame = 0;

  begin(): void {
    this.#frame++;
    this.#untilMs = performance.now() + budgetMs;
    for (const entry of this.#waiting) if (!this.#advance(entry)) break;
  }

  /** Ends the frame. @returns whether some lanes wait for the next. */
  end(): boolean {
    for (const [key, entry] of this.#entries) {
      if (entry.frame === this.#frame) continue;
      entry.shown?.close();
      entry.coming?.close();
      this.#entries.delete(key);
      this.#waiting.delete(entry);
    }
    return this.#waiting.size > 0;
  }

  /** @param of the same for the same lane from answer to answer */
  paint(
    context: CanvasRenderingContext2D,
    of: string | number,
    lane: LaneShares,
    window: TimeRange,
    scale: TimeScale,
    slot: Slot,
    patterns: Patterns,
  ): void {
    const heightPx = Math.max(1, Math.round(slot.heightPx * patterns.pixelRatio));
    const bucketNs = (window.toNs - window.fromNs) / lane.buckets;
    const bucketPx = (bucketNs / scale.nsPerPx) * patterns.pixelRatio;
    const columnPx = Math.min(widestPx, Math.max(1, Math.round(bucketPx)));
    const entry = this.#entryOf(of, { lane, window, heightPx, columnPx, patterns });
    entry.view = scale;
    entry.frame = this.#frame;
    if (entry.coming && this.#waiting.size === 0) this.#advance(entry);
    if (entry.coming) this.#waiting.add(entry);
    // Nothing stands in where it was never made.
    entry.shown?.make(scale, Infinity);
    entry.shown?.draw(context, scale, slot);
  }

  #entryOf(of: string | number, subject: Subject): Entry {
    let entry = this.#entries.get(of);
    if (!entry)
      this.#entries.set(of, (entry = { shown: null, coming: null, view: subject.window, frame: 0 }));
    if (entry.shown?.isOf(subject) === true) {
      entry.coming?.close();
      entry.coming = null;
      this.#waiting.delete(entry);
    } else if (entry.shown?.looksLike(subject) !== true) {
      entry.shown?.close();
      entry.shown = new LaneImage(subject);
    } else {
      // One that is being made is finished first: of answers that come faster than this, some would never be seen.
      entry.coming ??= new LaneImage(subject);
    }
    return entry;
  }

  /** @returns whether it is done */
  #advance(entry: Entry): boolean {
    const { coming } = entry;
    if (coming && !coming.make(entry.view, this.#untilMs)) return false;
    if (coming) {
      entry.shown?.close();
      entry.shown = coming;
      entry.coming = null;
    }
    this.#waiting.delete(entry);
    return true;
  }
}

/** The picture of one lane of one answer, in strips that are made when they are looked at. */
class LaneImage {
  readonly #subject: Subject;
  readonly #strips: (ImageBitmap | undefined)[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  isOf(subject: Subject): boolean {
    return this.#subject.lane === subject.lane && this.looksLike(subject);
  }

  looksLike({ heightPx, patterns }: Subject): boolean {
    return this.#subject.heightPx === heightPx && this.#subject.patterns === patterns;
  }

  /** Makes what is missing of a stretch of time. @returns false when it is later than `untilMs` before that is done */
  make(range: TimeRange, untilMs: number): boolean {
    const { first, end } = this.#stripsIn(range);
    for (let strip = first; strip < end; strip++) {
      if (this.#strips[strip]) continue;
      if (performance.now() >= untilMs) return false;
      this.#strips[strip] = this.#strip(strip);
    }
    return true;
  }

  draw(context: CanvasRenderingContext2D, scale: TimeScale, slot: Slot): void {
    const { patterns, lane } = this.#subject;
    const snap = (px: number) => Math.round(px * patterns.pixelRatio) / patterns.pixelRatio;
    const { first, end } = this.#stripsIn(scale);
    context.imageSmoothingEnabled = false;
    for (let strip = first; strip < end; strip++) {
      const bitmap = this.#strips[strip];
      if (!bitmap) continue;
      const x = snap(scale.toPx(this.#startOf(strip * stripPx)));
      const right = snap(scale.toPx(this.#startOf(Math.min(lane.buckets, (strip + 1) * stripPx))));
      const width = Math.max(1 / patterns.pixelRatio, right - x);
      context.drawImage(bitmap, x, slot.topPx, width, slot.heightPx);
    }
  }

  close(): void {
    for (const strip of this.#strips) strip?.close();
    this.#strips.length = 0;
  }

  #startOf(bucket: number): number {
    const { window, lane } = this.#subject;
    return window.fromNs + (bucket / lane.buckets) * (window.toNs - window.fromNs);
  }

  #stripsIn(range: TimeRange): { readonly first: number; readonly end: number } {
    const { window, lane } = this.#subject;
    const stripNs = ((window.toNs - window.fromNs) / lane.buckets) * stripPx;
    const count = Math.ceil(lane.buckets / stripPx);
    return {
      first: Math.max(0, Math.floor((range.fromNs - window.fromNs) / stripNs)),
      end: Math.min(count, Math.ceil((range.toNs - window.fromNs) / stripNs)),
    };
  }

  #strip(strip: number): ImageBitmap {
    const { lane, window, heightPx, columnPx, patterns } = this.#subject;
    const first = strip * stripPx;
    const end = Math.min(lane.buckets, first + stripPx);
    // Counted from the beginning of the run, so that textures stand still from answer to answer.
    const bucketNs = (window.toNs - window.fromNs) / lane.buckets;
    const firstTexel = (Math.max(0, Math.round(window.fromNs / bucketNs)) + first) * columnPx;
    const texels = patterns.texels(heightPx / patterns.pixelRatio);
    const pixels = rasterShares(lane, first, end, heightPx, columnPx, texels, firstTexel);
    return bitmapOf(pixels, (end - first) * columnPx, heightPx);
  }
}

let easel: OffscreenCanvas | null = null;

function bitmapOf(pixels: Uint32Array<ArrayBuffer>, width: number, height: number): ImageBitmap {
  easel ??= new OffscreenCanvas(width, height);
  // Given away, it is empty again; setting a size would make it anew.
  if (easel.width !== width) easel.width = width;
  if (easel.height !== height) easel.height = height;
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
  easel.getContext('2d')?.putImageData(image, 0, 0);
  return easel.transferToImageBitmap();
}
