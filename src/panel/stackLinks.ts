import { svg } from './dom.ts';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** From its top, a box is met at this height: in the middle of its first line. */
const headPx = 15;

/**
 * The lines between the boxes of a forest, drawn behind them where the browser has put these: the thicker, the more
 * threads go that way. Draws again whenever the forest changes its size.
 */
export class StackLinks {
  readonly element = svg('svg', { class: 'stack-links', 'aria-hidden': 'true' });
  readonly #observer = new ResizeObserver(() => this.draw());
  #forest: HTMLElement | null = null;

  show(forest: HTMLElement): void {
    this.#observer.disconnect();
    this.#forest = forest;
    this.#observer.observe(forest);
    this.draw();
  }

  draw(): void {
    const forest = this.#forest;
    if (!forest || forest.offsetParent === null) return;
    const origin = forest.getBoundingClientRect();
    this.element.setAttribute('width', String(forest.scrollWidth));
    this.element.setAttribute('height', String(forest.scrollHeight));
    const boxOf = (element: Element | null): Box | null => {
      const own = element?.getBoundingClientRect();
      return own
        ? {
            left: own.left - origin.left,
            right: own.right - origin.left,
            top: own.top - origin.top,
            bottom: own.bottom - origin.top,
          }
        : null;
    };
    const paths = [...forest.querySelectorAll('.stack-branches > .stack-node')].flatMap(node => {
      const box = node.querySelector(':scope > .stack-box');
      const caller = node.parentElement?.parentElement?.querySelector(':scope > .stack-box') ?? null;
      const [from, to] = [boxOf(caller), boxOf(box)];
      if (!from || !to || !(box instanceof HTMLElement)) return [];
      const path = svg('path', { d: wayBetween(from, to), 'stroke-width': widthOf(box) });
      path.classList.toggle('to-selected', box.classList.contains('holds-selected'));
      return [path];
    });
    this.element.replaceChildren(...paths);
  }
}

/** From the last call of the one to the first of the other: sideways, or down where they stand below each other. */
function wayBetween(from: Box, to: Box): string {
  const y = to.top + headPx;
  if (to.left >= from.right) {
    const start = from.top + headPx;
    const middle = (from.right + to.left) / 2;
    return `M${from.right} ${start}C${middle} ${start} ${middle} ${y} ${to.left} ${y}`;
  }
  const x = (from.left + to.left) / 2;
  return `M${x} ${from.bottom}V${y - 6}Q${x} ${y} ${x + 6} ${y}H${to.left}`;
}

function widthOf({ dataset }: HTMLElement): string {
  return (1 + Math.log2(Number(dataset['threads'])) * 0.75).toFixed(2);
}
