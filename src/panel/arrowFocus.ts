const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  Home: -Infinity,
  End: Infinity,
};

/** Inside a list, arrow keys lead from control to control, and not from lane to lane. */
export function moveFocusByArrows(list: HTMLElement, controls: string): void {
  list.addEventListener('keydown', event => {
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = [...list.querySelectorAll<HTMLElement>(controls)].filter(one => one.offsetParent !== null);
    const index = all.findIndex(one => one === document.activeElement);
    if (index < 0) return;
    all[Math.min(all.length - 1, Math.max(0, index + step))]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
}
