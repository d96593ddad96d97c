export interface GestureActions {
  /** The pointer is at (x, y) of the timeline; `null` when it has left. */
  hover(at: PointerAt | null): void;
  click(at: PointerAt): void;
  beginRange(): void;
  range(fromPx: number, toPx: number): void;
  pan(px: number): void;
  zoom(factor: number, anchorPx: number): void;
  /** Whether there is anything to scroll up or down. */
  canScroll(): boolean;
}

export interface PointerAt {
  readonly x: number;
  readonly y: number;
  readonly clientX: number;
  readonly clientY: number;
}

/** A press that moves less is a click. */
const clickSlackPx = 4;
const lineHeightPx = 16;

/** Turns what mouse, pen, touchpad and wheel do over the timeline into what is meant. */
export function listenToGestures(element: HTMLElement, actions: GestureActions): void {
  let isDragging = false;
  element.addEventListener('pointermove', event => {
    if (!isDragging) actions.hover(pointerAt(event));
  });
  element.addEventListener('pointerleave', () => {
    if (!isDragging) actions.hover(null);
  });
  element.addEventListener('pointerdown', press => {
    const isPan = press.button === 1 || (press.button === 0 && press.shiftKey);
    if (press.button !== 0 && !isPan) return;
    // A middle press would otherwise start the browser's own scrolling.
    if (press.button === 1) press.preventDefault();
    const start = pointerAt(press);
    let lastX = start.x;
    element.setPointerCapture(press.pointerId);
    const move = (event: PointerEvent) => {
      const { x } = pointerAt(event);
      if (!isDragging) {
        if (Math.abs(x - start.x) < clickSlackPx) return;
        isDragging = true;
        actions.hover(null);
        if (!isPan) actions.beginRange();
      }
      if (isPan) actions.pan(lastX - x);
      else actions.range(start.x, x);
      lastX = x;
    };
    const up = (event: PointerEvent) => {
      if (!isDragging && !isPan) actions.click(pointerAt(event));
      stop();
    };
    const stop = () => {
      isDragging = false;
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('lostpointercapture', stop);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('lostpointercapture', stop);
  });
  element.addEventListener('wheel', event => turnWheel(event, element, actions), { passive: false });

  function pointerAt(event: PointerEvent): PointerAt {
    const box = element.getBoundingClientRect();
    const { clientX, clientY } = event;
    return { x: clientX - box.left, y: clientY - box.top, clientX, clientY };
  }
}

/** Sideways pans, up and down scrolls the lanes, or pans when there is nothing to scroll; Ctrl/Cmd zooms. */
function turnWheel(event: WheelEvent, element: HTMLElement, actions: GestureActions): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeightPx : 1;
  const dx = event.deltaX * unit;
  const dy = event.deltaY * unit;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    // A pinch comes as many small turns with Ctrl, a wheel as few large ones.
    const speed = Math.abs(dy) < 40 ? 0.01 : 0.0022;
    const { left } = element.getBoundingClientRect();
    actions.zoom(Math.exp(-dy * speed), event.clientX - left);
  } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
    event.preventDefault();
    actions.pan(dx !== 0 ? dx : dy);
  } else if (!actions.canScroll()) {
    event.preventDefault();
    actions.pan(dy);
  }
}
