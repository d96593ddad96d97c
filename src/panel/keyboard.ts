/** What keys can ask for. */
export type KeyAction =
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'fit'
  | 'rowAbove'
  | 'rowBelow'
  | 'firstRow'
  | 'lastRow'
  | 'spanBefore'
  | 'spanAfter'
  | 'messageBefore'
  | 'messageAfter'
  | 'inspect'
  | 'filter'
  | 'follow'
  | 'fold'
  | 'clear'
  | 'help';

/** Under which heading the cheat sheet names a key. */
export type KeyGroup = 'lanes' | 'time' | 'look';

export interface KeyBinding {
  /** As browsers name them, letters small; with `Shift+` where that makes it another key. */
  readonly keys: readonly string[];
  readonly action: KeyAction;
  readonly group: KeyGroup;
}

/** Every key of the panel, in the order of the cheat sheet. What it does is said in strings.ts. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ['ArrowUp'], action: 'rowAbove', group: 'lanes' },
  { keys: ['ArrowDown'], action: 'rowBelow', group: 'lanes' },
  { keys: ['Home'], action: 'firstRow', group: 'lanes' },
  { keys: ['End'], action: 'lastRow', group: 'lanes' },
  { keys: ['ArrowLeft'], action: 'spanBefore', group: 'lanes' },
  { keys: ['ArrowRight'], action: 'spanAfter', group: 'lanes' },
  { keys: ['m'], action: 'messageAfter', group: 'lanes' },
  { keys: ['Shift+m'], action: 'messageBefore', group: 'lanes' },
  { keys: ['x'], action: 'fold', group: 'lanes' },
  { keys: ['w', '+'], action: 'zoomIn', group: 'time' },
  { keys: ['s', '-'], action: 'zoomOut', group: 'time' },
  { keys: ['a'], action: 'panLeft', group: 'time' },
  { keys: ['d'], action: 'panRight', group: 'time' },
  { keys: ['f'], action: 'fit', group: 'time' },
  { keys: [' '], action: 'follow', group: 'time' },
  { keys: ['Enter'], action: 'inspect', group: 'look' },
  { keys: ['/'], action: 'filter', group: 'look' },
  { keys: ['Escape'], action: 'clear', group: 'look' },
  { keys: ['?'], action: 'help', group: 'look' },
];

const actions: ReadonlyMap<string, KeyAction> = new Map(
  keyBindings.flatMap(({ keys, action }) => keys.map(key => [key, action] as const)),
);

/** A control that has the focus keeps the keys that work it. */
export type FocusedOn = 'text' | 'control' | 'scrollable' | 'dialog' | 'timeline';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What keys ask for that scroll whatever can be scrolled. */
const scrolls: ReadonlySet<KeyAction | null> = new Set<KeyAction>([
  'rowAbove',
  'rowBelow',
  'firstRow',
  'lastRow',
  'follow',
]);

export function keyAction(press: KeyPress, focusedOn: FocusedOn): KeyAction | null {
  // Chords belong to the workbench.
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const withShift = press.shiftKey ? actions.get(`Shift+${key}`) : undefined;
  const action = withShift ?? actions.get(key) ?? null;
  // A dialog is left first; it knows by itself how.
  if (focusedOn === 'dialog') return null;
  if (focusedOn === 'text') return action === 'clear' ? action : null;
  if (focusedOn === 'control' && (action === 'inspect' || action === 'follow')) return null;
  if (focusedOn === 'scrollable' && scrolls.has(action)) return null;
  return action;
}

export function focusedOn(target: EventTarget | null): FocusedOn {
  // Whatever has the focus: nothing else is to be worked meanwhile.
  if (document.querySelector('dialog[open]')) return 'dialog';
  if (!(target instanceof Element)) return 'timeline';
  if (target.closest('vscode-text-field, input, textarea')) return 'text';
  if (target.closest('vscode-button, button, a, summary')) return 'control';
  if (target.closest('.inspector, pre')) return 'scrollable';
  return 'timeline';
}
