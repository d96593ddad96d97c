import type { ThreadView } from '../protocol/panel.ts';
import type { ThreadState } from '../protocol/words.ts';
import { svg } from './dom.ts';
import { duration } from './format.ts';
import { stateMark } from './icons.ts';
import * as strings from './strings.ts';
import type { ColouredState } from './theme.ts';

const boxWidth = 72;
const boxHeight = 34;
const gap = 12;
const step = boxWidth + gap;
const widthPx = 4 * boxWidth + 3 * gap + 2;
const heightPx = 2 * boxHeight + 26;
const upper = 1;
const lower = heightPx - boxHeight - 1;

/** A state in the diagram, with how long this thread was in it. */
export interface LifecycleNode {
  readonly state: ColouredState | null;
  readonly label: string;
  /** Empty when it was never in it. */
  readonly time: string;
  readonly isVisited: boolean;
  readonly isCurrent: boolean;
  /** From the left, and 0 for the upper line: how it came and went; 1 for what it was in between. */
  readonly column: number;
  readonly line: 0 | 1;
}

/** Upper line: how a thread comes to run, and ends. Lower line: what keeps it from running. */
const places: readonly (readonly [state: ThreadState, column: number, line: 0 | 1])[] = [
  ['created', 0, 0],
  ['starting', 1, 0],
  ['running', 2, 0],
  ['ready', 0, 1],
  ['waiting', 1, 1],
  ['blocked', 2, 1],
  ['sleeping', 3, 1],
];

export function lifecycleNodes(thread: ThreadView): readonly LifecycleNode[] {
  const nodes = places.map(([state, column, line]): LifecycleNode => {
    const ns = thread.stateNs[state];
    const isCurrent = thread.state === state;
    return {
      state,
      label: strings.states[state],
      time: ns > 0 ? duration(ns) : '',
      isVisited: ns > 0 || isCurrent,
      isCurrent,
      column,
      line,
    };
  });
  const { outcome, endedNs, createdNs } = thread;
  const hasEnded = outcome !== 'running' && endedNs !== null;
  const end: LifecycleNode = {
    state: hasEnded ? outcome : null,
    label: hasEnded ? strings.states[outcome] : strings.lifecycle.alive,
    time: hasEnded ? strings.lifecycle.after(duration(endedNs - createdNs)) : '',
    isVisited: hasEnded,
    isCurrent: hasEnded,
    column: 3,
    line: 0,
  };
  return [...nodes, end];
}

/** What the diagram says, for those who cannot see it. */
export function lifecycleText(nodes: readonly LifecycleNode[]): string {
  return nodes
    .filter(node => node.isVisited)
    .map(({ label, time, isCurrent }) => {
      const words = time === '' ? label : `${label} ${time}`;
      return isCurrent ? `${words} (${strings.lifecycle.now})` : words;
    })
    .join(', ');
}

/** The states as boxes, with the ways between them. */
export function lifecycleDiagram(nodes: readonly LifecycleNode[]): SVGElement {
  const diagram = svg('svg', {
    class: 'lifecycle-diagram',
    viewBox: `0 0 ${widthPx} ${heightPx}`,
    role: 'img',
    'aria-label': `${strings.inspector.lifecycle}: ${lifecycleText(nodes)}`,
  });
  diagram.append(...ways(nodes), ...nodes.map(box));
  return diagram;
}

function ways(nodes: readonly LifecycleNode[]): readonly SVGElement[] {
  const visited = (column: number, line: 0 | 1) =>
    nodes.some(node => node.column === column && node.line === line && node.isVisited);
  const paths: { readonly d: string; readonly isVisited: boolean }[] = [];
  for (let column = 0; column < 3; column++) {
    const from = 1 + column * step + boxWidth;
    const y = upper + boxHeight / 2;
    // The way there, with its head.
    paths.push({
      d: `M${from} ${y}h${gap - 2}m-3.5 -3l3.5 3l-3.5 3`,
      isVisited: visited(column + 1, 0),
    });
  }
  const running = 1 + 2 * step + boxWidth / 2;
  const middle = (upper + boxHeight + lower) / 2;
  for (let column = 0; column < 4; column++) {
    const x = 1 + column * step + boxWidth / 2;
    paths.push({
      d: `M${running} ${upper + boxHeight + 1}V${middle}H${x}V${lower - 1}m-3 -3.5l3 3.5l3 -3.5`,
      isVisited: visited(column, 1),
    });
  }
  const back = `M${running - 3} ${upper + boxHeight + 5}l3 -3.5l3 3.5`;
  paths.push({ d: back, isVisited: [0, 1, 2, 3].some(column => visited(column, 1)) });
  // What was gone lies above what was not.
  return paths
    .sort((a, b) => Number(a.isVisited) - Number(b.isVisited))
    .map(({ d, isVisited }) => svg('path', { class: isVisited ? 'way' : 'way unvisited', d }));
}

function box({ state, label, time, isVisited, isCurrent, column, line }: LifecycleNode): SVGElement {
  const x = 1 + column * step;
  const y = line === 0 ? upper : lower;
  const className = ['node', isVisited ? '' : 'unvisited', isCurrent ? 'current' : ''].join(' ').trim();
  const group = svg('g', { class: className, transform: `translate(${x} ${y})` });
  group.append(svg('rect', { width: `${boxWidth}`, height: `${boxHeight}`, rx: '3' }));
  if (state) {
    const mark = stateMark(state);
    for (const [name, value] of Object.entries({ x: '5', y: '4', width: '11', height: '11' }))
      mark.setAttribute(name, value);
    group.append(mark);
  }
  const name = svg('text', { x: state ? '19' : `${boxWidth / 2}`, y: '13.5' });
  if (!state) name.setAttribute('text-anchor', 'middle');
  name.textContent = label;
  const duration = svg('text', { class: 'time', x: column === 3 && line === 0 ? '5' : '19', y: '27' });
  duration.textContent = time;
  group.append(name, duration);
  return group;
}
