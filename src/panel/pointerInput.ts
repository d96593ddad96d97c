import type { Drawing } from './drawing.ts';
import { listenToGestures } from './gestures.ts';
import type { LaneBody } from './laneBody.ts';
import type { Navigator } from './navigator.ts';
import type { Pointing } from './pointing.ts';

interface PointerParts {
  readonly body: LaneBody;
  readonly drawing: Drawing;
  readonly navigator: Navigator;
  readonly pointing: Pointing;
  readonly onScroll: () => void;
}

/** Connects what the pointer does over timeline and ruler with what it means. */
export function connectPointer({ body, drawing, navigator, pointing, onScroll }: PointerParts): void {
  listenToGestures(body.timeline, {
    hover: at => pointing.overTimeline(at),
    click: at => pointing.click(at),
    beginRange: () => navigator.beginRange(),
    range: (from, to) => navigator.setRange(from, to),
    pan: px => navigator.pan(px),
    zoom: (factor, anchor) => navigator.zoom(factor, anchor),
    canScroll: () => body.overflows,
  });
  const { ruler } = drawing;
  ruler.flags.listen(ruler.element, {
    set: (name, ns) => navigator.setMark(name, ns),
    hover: px => pointing.overRuler(px),
  });
  body.element.addEventListener('scroll', () => {
    pointing.tooltip.hide();
    onScroll();
  });
}
