/** What keys can ask for. */
export type KeyAction =
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'fit'
  | 'rowAbove'
  | 'rowBelow'
  | 'spanBefore'
  | 'spanAfter'
  | 'messageBefore'
  | 'messageAfter'
  | 'inspect'
  | 'filter'
  | 'follow'
  | 'fold'
  | 'clear';

const keys: ReadonlyMap<string, KeyAction> = new Map<string, KeyAction>([
  ['w', 'zoomIn'],
  ['+', 'zoomIn'],
  ['s', 'zoomOut'],
  ['-', 'zoomOut'],
  ['a', 'panLeft'],
  ['d', 'panRight'],
  ['f', 'fit'],
  ['x', 'fold'],
  ['m', 'messageAfter'],
  ['ArrowUp', 'rowAbove'],
  ['ArrowDown', 'rowBelow'],
  ['ArrowLeft', 'spanBefore'],
  ['ArrowRight', 'spanAfter'],
  ['Enter', 'inspect'],
  ['/', 'filter'],
  [' ', 'follow'],
  ['Escape', 'clear'],
]);

/** A control that has the focus keeps the keys that work it. */
export type FocusedOn = 'text' | 'control' | 'scrollable' | 'timeline';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export function keyAction(press: KeyPress, focusedOn: FocusedOn): KeyAction | null {
  // Chords belong to the workbench.
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const action = key === 'm' && press.shiftKey ? 'messageBefore' : (keys.get(key) ?? null);
  if (focusedOn === 'text') return action === 'clear' ? action : null;
  if (focusedOn === 'control' && (action === 'inspect' || action === 'follow')) return null;
  if (focusedOn === 'scrollable' && (action === 'rowAbove' || action === 'rowBelow' || action === 'follow'))
    return null;
  return action;
}

export function focusedOn(target: EventTarget | null): FocusedOn {
  if (!(target instanceof Element)) return 'timeline';
  if (target.closest('vscode-text-field, input, textarea')) return 'text';
  if (target.closest('vscode-button, button, a, summary')) return 'control';
  if (target.closest('.inspector, pre')) return 'scrollable';
  return 'timeline';
}
