import type { StackFrame } from '../protocol/stacks.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { h } from './dom.ts';
import { placeLabel } from './format.ts';
import { icon } from './icons.ts';
import { foldedRows } from './stackFolds.ts';
import * as strings from './strings.ts';

export interface FrameRowActions {
  open(place: SourcePlace): void;
  /** Whether the fold of that name is unfolded; the name is the same for the same fold. */
  isUnfolded(fold: string): boolean;
  toggle(fold: string): void;
}

const text = strings.stacks;

/**
 * The calls of a stack as rows that lead to their lines, in the given order. `extra` stands below a call.
 * @param name what folds in here are told apart by from those of other stacks
 */
export function frameRows(
  frames: readonly StackFrame[],
  name: string,
  actions: FrameRowActions,
  extra?: (frame: StackFrame) => Node | null,
): readonly HTMLElement[] {
  return foldedRows(frames).flatMap((row, index) => {
    if (row.kind === 'frame') return [frameRow(row.frame, actions, extra)];
    const fold = `${name}.${index}`;
    const isUnfolded = actions.isUnfolded(fold);
    const button = h(
      'button',
      { class: 'frame-fold', type: 'button', 'aria-expanded': String(isUnfolded), 'data-fold': fold },
      icon(isUnfolded ? 'unfolded' : 'folded'),
      row.label,
    );
    button.title = row.frames.map(frameName).join('\n');
    button.addEventListener('click', () => actions.toggle(fold));
    const inside = isUnfolded ? row.frames.map(frame => frameRow(frame, actions, extra)) : [];
    return [h('li', { class: 'frame-row' }, button), ...inside];
  });
}

function frameRow(
  frame: StackFrame,
  actions: FrameRowActions,
  extra?: (frame: StackFrame) => Node | null,
): HTMLElement {
  const { place, generated, origin } = frame;
  const parts = [
    h('span', { class: 'frame-name' }, frameName(frame)),
    place && h('span', { class: 'frame-place' }, placeLabel(place)),
  ];
  const more = extra?.(frame) ?? null;
  const isOpenable = place !== null && !place.file.startsWith('node:');
  const line = h(isOpenable ? 'button' : 'span', { class: 'frame' }, ...parts);
  if (place && isOpenable) {
    line.setAttribute('type', 'button');
    line.addEventListener('click', () => actions.open(place));
  }
  line.title = [frameName(frame), ...places(place, generated)].join('\n');
  return h('li', { class: `frame-row of-${origin}` }, line, more);
}

function places(place: SourcePlace | null, generated: SourcePlace | null): readonly string[] {
  const label = ({ file, line, column }: SourcePlace) => `${file}:${line}:${column}`;
  return [...(place ? [label(place)] : []), ...(generated ? [text.generated(label(generated))] : [])];
}

export function frameName({ name }: StackFrame): string {
  return name === '' ? text.unnamed : name;
}
