import { h, setAttribute } from './dom.ts';
import * as strings from './strings.ts';

export const leastColumnPx = 72;
const stepPx = 16;

/** The handle between tree and timeline. A separator that can be dragged, or moved with the arrow keys. */
export function makeSplitter(current: () => number, resize: (widthPx: number) => void): HTMLElement {
  const element = h('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'vertical',
    'aria-label': strings.tree.resize,
    'aria-valuemin': String(leastColumnPx),
    'aria-valuenow': String(leastColumnPx),
  });
  const set = (widthPx: number) => {
    resize(Math.max(leastColumnPx, Math.round(widthPx)));
    setAttribute(element, 'aria-valuenow', String(Math.round(current())));
  };
  element.addEventListener('pointerdown', press => {
    const startPx = current();
    element.setPointerCapture(press.pointerId);
    const move = (event: PointerEvent) => set(startPx + event.clientX - press.clientX);
    const end = () => element.removeEventListener('pointermove', move);
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end, { once: true });
    press.preventDefault();
  });
  element.addEventListener('keydown', event => {
    const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (direction === 0) return;
    set(current() + direction * stepPx);
    // Elsewhere these keys step between spans.
    event.stopPropagation();
    event.preventDefault();
  });
  return element;
}
