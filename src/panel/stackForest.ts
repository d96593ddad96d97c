import type { ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { CapturedThread, StackCapture } from '../protocol/stacks.ts';
import type { ThreadState } from '../protocol/words.ts';
import { stackTree } from '../trace/stackTree.ts';
import type { StackNode } from '../trace/stackTree.ts';
import { h } from './dom.ts';
import { frameRows } from './frameRows.ts';
import type { FrameRowActions } from './frameRows.ts';
import { stateMark } from './icons.ts';
import { linkButton } from './section.ts';
import * as strings from './strings.ts';
import { countedStates } from './stackStates.ts';

export interface ForestActions extends FrameRowActions {
  select(thread: ThreadKey): void;
}

/** What the picture is made of. */
export interface ForestSubject {
  readonly capture: StackCapture;
  readonly threads: ReadonlyMap<ThreadKey, ThreadView>;
  /** What each thread did when it was captured, where that is known. */
  readonly states: ReadonlyMap<ThreadKey, ThreadState>;
  readonly selected: ThreadKey | null;
}

const text = strings.stacks;
/** More names than these are folded. */
const mostNames = 6;

/** The stacks of a capture as nested lists, in which equal calls stand once. The style sheet makes a picture of it. */
export function stackForest(subject: ForestSubject, actions: ForestActions): HTMLElement {
  const { threads } = subject.capture;
  const roots = stackTree(threads);
  const without = threads.filter(({ frames }) => frames === null);
  return h(
    'ul',
    { class: 'stack-forest', 'aria-label': text.tree },
    ...roots.map((node, index) => nodeElement(node, `${index}`, subject, actions)),
    without.length > 0 ? withoutElement(without, subject, actions) : null,
  );
}

function nodeElement(
  node: StackNode,
  name: string,
  subject: ForestSubject,
  actions: ForestActions,
): HTMLElement {
  const { frames, moreFrames, threads, ending, branches } = node;
  const holdsSelected = subject.selected !== null && threads.includes(subject.selected);
  const rows = frameRows(frames, name, actions);
  // Where the threads are now, as debuggers mark it.
  if (ending.length > 0) rows.at(-1)?.classList.add('innermost');
  const box = h(
    'div',
    { class: 'stack-box' },
    header(threads, subject, text.threads(threads.length)),
    h(
      'ol',
      { class: 'stack-frames' },
      moreFrames > 0 ? h('li', { class: 'frame-row quiet' }, text.leftOut(moreFrames)) : null,
      ...rows,
      frames.length === 0 ? h('li', { class: 'frame-row quiet' }, text.noCall) : null,
    ),
    ending.length > 0 ? threadList(ending, name, subject, actions) : null,
  );
  box.dataset['threads'] = String(threads.length);
  box.classList.toggle('holds-selected', holdsSelected);
  return h(
    'li',
    { class: 'stack-node' },
    box,
    branches.length > 0
      ? h(
          'ul',
          { class: 'stack-branches' },
          ...branches.map((branch, index) => nodeElement(branch, `${name}-${index}`, subject, actions)),
        )
      : null,
  );
}

function header(threads: readonly ThreadKey[], subject: ForestSubject, title: string): HTMLElement {
  const counts = countedStates(threads, subject.states);
  const bar = h('div', { class: 'time-bar', 'aria-hidden': 'true' });
  for (const { state, count } of counts) {
    const piece = h('div', { class: `time-piece back-${state}` });
    piece.style.flexGrow = String(count);
    bar.append(piece);
  }
  const words = counts.map(({ state, count }) =>
    counts.length === 1 ? strings.states[state] : `${count} ${strings.states[state]}`,
  );
  return h(
    'div',
    { class: 'stack-head' },
    h('span', { class: 'stack-count' }, title),
    h('span', { class: 'stack-states' }, words.join(', ')),
    counts.length > 0 ? bar : null,
  );
}

function threadList(
  keys: readonly ThreadKey[],
  name: string,
  subject: ForestSubject,
  actions: ForestActions,
): HTMLElement {
  const fold = `${name}.threads`;
  const isWhole = keys.length <= mostNames + 1 || actions.isUnfolded(fold);
  const shown = isWhole ? keys : keys.slice(0, mostNames);
  const items = shown.flatMap(key => {
    const thread = subject.threads.get(key);
    if (!thread) return [];
    const link = linkButton(strings.threadName(thread), () => actions.select(key));
    if (key === subject.selected) link.setAttribute('aria-current', 'true');
    return [h('li', { class: 'stack-thread' }, stateMark(subject.states.get(key) ?? thread.state), link)];
  });
  if (!isWhole) {
    const more = linkButton(text.moreThreads(keys.length - shown.length), () => actions.toggle(fold));
    more.dataset['fold'] = fold;
    items.push(h('li', { class: 'stack-thread' }, more));
  }
  return h('ul', { class: 'stack-threads' }, ...items);
}

/** Those whose stacks could not be had, by why. */
function withoutElement(
  without: readonly CapturedThread[],
  subject: ForestSubject,
  actions: ForestActions,
): HTMLElement {
  const keys = without.map(({ thread }) => thread);
  const reasons = new Map<string, ThreadKey[]>();
  for (const { thread, why } of without) {
    const own = reasons.get(why ?? '');
    if (own) own.push(thread);
    else reasons.set(why ?? '', [thread]);
  }
  return h(
    'li',
    { class: 'stack-node' },
    h(
      'div',
      { class: 'stack-box without' },
      header(keys, subject, text.without(keys.length)),
      ...[...reasons].flatMap(([why, own], index) => [
        h('p', { class: 'stack-why' }, why),
        threadList(own, `without-${index}`, subject, actions),
      ]),
    ),
  );
}
