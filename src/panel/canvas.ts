/** A canvas that fills its parent at the screen's resolution. Knows sizes and pixel ratios, nothing else. */
export class CrispCanvas {
  readonly element: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(className: string) {
    this.element = document.createElement('canvas');
    this.element.className = className;
    const context = this.element.getContext('2d');
    if (!context) throw new Error('This browser gives no 2D canvas.');
    this.#context = context;
  }

  /** Clears the canvas, in CSS pixels from here on, and fits its resolution to the size on screen. */
  begin(widthPx: number, heightPx: number): CanvasRenderingContext2D {
    const ratio = readPixelRatio();
    const width = Math.max(1, Math.round(widthPx * ratio));
    const height = Math.max(1, Math.round(heightPx * ratio));
    // Setting a size clears and reallocates, even when it is the same.
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
      this.element.style.width = `${width / ratio}px`;
      this.element.style.height = `${height / ratio}px`;
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, width / ratio, height / ratio);
    return this.#context;
  }
}

/** Has something painted only from `topPx` down: above it, something else lies over it. */
export function paintBelow(context: CanvasRenderingContext2D, topPx: number, paint: () => void): void {
  if (topPx <= 0) {
    paint();
    return;
  }
  context.save();
  context.beginPath();
  context.rect(0, topPx, context.canvas.width, context.canvas.height);
  context.clip();
  paint();
  context.restore();
}

/** As it was when a canvas was last begun: to ask the window each time takes longer than to draw a box. */
let lastRatio = 0;

function readPixelRatio(): number {
  return (lastRatio = window.devicePixelRatio || 1);
}

export function pixelRatio(): number {
  return lastRatio || readPixelRatio();
}

/** The nearest place, in CSS pixels, where the screen has an edge between two of its own: elsewhere lines blur. */
export function crisp(px: number): number {
  const ratio = pixelRatio();
  return Math.round(px * ratio) / ratio;
}

/** There is no event for a changed pixel ratio: a query for the present one must be asked anew each time. */
export function watchPixelRatio(onChange: () => void): void {
  const changed = () => {
    readPixelRatio();
    onChange();
    watchPixelRatio(onChange);
  };
  const query = matchMedia(`(resolution: ${pixelRatio()}dppx)`);
  query.addEventListener('change', changed, { once: true });
}
