/** Parts of the panel that are brought up to date apart from one another. */
export type Part = 'lanes' | 'overlay' | 'overview' | 'rows' | 'tree' | 'inspector' | 'chrome';

/**
 * At most one repaint per animation frame, and none when nothing changed. `paint` returns whether it wants
 * the next frame, too, because something moves.
 */
export class FrameScheduler {
  readonly #dirty = new Set<Part>();
  readonly #paint: (dirty: ReadonlySet<Part>, atMs: number) => readonly Part[];
  #isRequested = false;

  constructor(paint: (dirty: ReadonlySet<Part>, atMs: number) => readonly Part[]) {
    this.#paint = paint;
  }

  request(...parts: readonly Part[]): void {
    for (const part of parts) this.#dirty.add(part);
    if (this.#isRequested || this.#dirty.size === 0) return;
    this.#isRequested = true;
    requestAnimationFrame(atMs => {
      this.#isRequested = false;
      const dirty = new Set(this.#dirty);
      this.#dirty.clear();
      this.request(...this.#paint(dirty, atMs));
    });
  }
}
