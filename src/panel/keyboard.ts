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
  | 'rangeBefore'
  | 'rangeAfter'
  | 'messageBefore'
  | 'messageAfter'
  | 'errorAfter'
  | 'errorBefore'
  | 'waitShorter'
  | 'waitLonger'
  | 'findingAfter'
  | 'findingBefore'
  | 'stacks'
  | 'inspect'
  | 'filter'
  | 'follow'
  | 'pause'
  | 'markA'
  | 'markB'
  | 'fold'
  | 'pin'
  | 'hide'
  | 'showHidden'
  | 'sort'
  | 'sortAnew'
  | 'cores'
  | 'arrows'
  | 'clear'
  | 'help';

/** What a key is about; a list of keys is read by these. */
export type KeyGroup = 'time' | 'lanes' | 'find' | 'view';

export interface KeyBinding {
  readonly action: KeyAction;
  readonly group: KeyGroup;
  /** As `KeyboardEvent.key` names them, letters in lower case. */
  readonly keys: readonly string[];
  /** Only with Shift. A letter without this is meant with Shift, too, unless another binding wants it so. */
  readonly shift?: true;
}

/** Every key of the panel, in the order in which a list of them is read. */
export const keyBindings: readonly KeyBinding[] = [
  { action: 'zoomIn', group: 'time', keys: ['w', '+'] },
  { action: 'zoomOut', group: 'time', keys: ['s', '-'] },
  { action: 'panLeft', group: 'time', keys: ['a'] },
  { action: 'panRight', group: 'time', keys: ['d'] },
  { action: 'fit', group: 'time', keys: ['f'] },
  { action: 'follow', group: 'time', keys: [' '] },
  { action: 'pause', group: 'time', keys: ['k'] },
  { action: 'markA', group: 'time', keys: ['['] },
  { action: 'markB', group: 'time', keys: [']'] },
  { action: 'rowAbove', group: 'lanes', keys: ['ArrowUp'] },
  { action: 'rowBelow', group: 'lanes', keys: ['ArrowDown'] },
  { action: 'firstRow', group: 'lanes', keys: ['Home'] },
  { action: 'lastRow', group: 'lanes', keys: ['End'] },
  { action: 'fold', group: 'lanes', keys: ['x'] },
  { action: 'pin', group: 'lanes', keys: ['p'] },
  { action: 'hide', group: 'lanes', keys: ['h'] },
  { action: 'showHidden', group: 'lanes', keys: ['h'], shift: true },
  { action: 'sort', group: 'lanes', keys: ['o'] },
  { action: 'sortAnew', group: 'lanes', keys: ['u'] },
  { action: 'filter', group: 'lanes', keys: ['/'] },
  { action: 'spanBefore', group: 'find', keys: ['ArrowLeft'] },
  { action: 'spanAfter', group: 'find', keys: ['ArrowRight'] },
  { action: 'rangeBefore', group: 'find', keys: ['ArrowLeft'], shift: true },
  { action: 'rangeAfter', group: 'find', keys: ['ArrowRight'], shift: true },
  { action: 'messageAfter', group: 'find', keys: ['m'] },
  { action: 'messageBefore', group: 'find', keys: ['m'], shift: true },
  { action: 'errorAfter', group: 'find', keys: ['e'] },
  { action: 'errorBefore', group: 'find', keys: ['e'], shift: true },
  { action: 'waitShorter', group: 'find', keys: ['l'] },
  { action: 'waitLonger', group: 'find', keys: ['l'], shift: true },
  { action: 'findingAfter', group: 'find', keys: ['i'] },
  { action: 'findingBefore', group: 'find', keys: ['i'], shift: true },
  { action: 'stacks', group: 'view', keys: ['t'] },
  { action: 'arrows', group: 'view', keys: ['r'] },
  { action: 'cores', group: 'view', keys: ['c'] },
  { action: 'inspect', group: 'view', keys: ['Enter'] },
  { action: 'clear', group: 'view', keys: ['Escape'] },
  { action: 'help', group: 'view', keys: ['?'] },
];

const plain = new Map<string, KeyAction>();
const shifted = new Map<string, KeyAction>();
for (const { action, keys, shift } of keyBindings) {
  for (const key of keys) (shift ? shifted : plain).set(key, action);
}

/** A control that has the focus keeps the keys that work it. */
export type FocusedOn = 'text' | 'choice' | 'control' | 'scrollable' | 'dialog' | 'timeline';

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
  const action = (press.shiftKey ? shifted.get(key) : undefined) ?? plain.get(key) ?? null;
  // A dialog is left first; it knows by itself how.
  if (focusedOn === 'dialog' || focusedOn === 'choice') return null;
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
  if (target.closest('select')) return 'choice';
  if (target.closest('vscode-button, button, a, summary')) return 'control';
  if (target.closest('.inspector, .range-view, .findings-view, .stacks-view, pre')) return 'scrollable';
  return 'timeline';
}
