import { svg } from './dom.ts';
import type { ColouredState } from './theme.ts';

interface Drawing {
  readonly stroke?: string;
  readonly fill?: string;
}

/** Icons of the controls, on VS Code's grid of 16 pixels. */
const icons = {
  runAgain: { fill: 'M4 2.6v10.8L13 8z' },
  stop: { fill: 'M3.5 3.5h9v9h-9z' },
  detach: { stroke: 'M6 2.5v3M10 2.5v3M4.5 5.5h7V7a3.5 3.5 0 0 1-7 0zM8 10.5v3M2.5 13.5l11-11' },
  follow: { stroke: 'M2 8h8.5M7 4.5 10.5 8 7 11.5M13.5 3v10' },
  fit: { stroke: 'M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2' },
  zoomIn: { stroke: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.3 10.3 14 14M7 5v4M5 7h4' },
  zoomOut: { stroke: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.3 10.3 14 14M5 7h4' },
  filter: { stroke: 'M2 3.5h12M4.5 8h7M7 12.5h2' },
  help: { stroke: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM6 6.3a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.6v.1' },
  close: { stroke: 'M4 4l8 8M12 4l-8 8' },
  copy: { stroke: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3' },
  folded: { stroke: 'M6.3 4 10.3 8l-4 4' },
  unfolded: { stroke: 'M4 6.3 8 10.3l4-4' },
  info: { stroke: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 7.2v4M8 4.6v1' },
  runtime: {
    stroke:
      'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  },
  pause: { fill: 'M4 3h3v10H4zM9 3h3v10H9z' },
  error: { stroke: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4' },
  warning: { stroke: 'M8 2.4 14.2 13.4H1.8zM8 6.3v3.4M8 11.5v.1' },
  findings: { stroke: 'M4 14V2.5M4 3h8.5l-2 3 2 3H4' },
  toFinding: { stroke: 'M3 14V2.5M3 3h7.5L9 5.7l1.5 2.8H3M8 12h5.5M11 9.5l2.5 2.5-2.5 2.5' },
  stacks: { stroke: 'M8 2 14 5 8 8 2 5zM2.2 8 8 11l5.8-3M2.2 11 8 14l5.8-3' },
  frames: { stroke: 'M2.5 3.5h11M5 8h8.5M7.5 12.5h6' },
  wait: { stroke: 'M4 2.5h8M4 13.5h8M5 2.5v2L8 8l-3 3.5v2M11 2.5v2L8 8l3 3.5v2' },
  core: { stroke: 'M3.5 3.5h9v9h-9zM6.5 6.5h3v3h-3z' },
  pin: { stroke: 'M6 2.5h4M6.8 2.5v4L5 9h6L9.2 6.5v-4M8 9v4.5' },
  hide: { stroke: 'M2 8s2.2-3.7 6-3.7S14 8 14 8s-2.2 3.7-6 3.7S2 8 2 8zM3 13 13 3' },
  more: { fill: 'M3 7h2v2H3zM7 7h2v2H7zM11 7h2v2h-2z' },
  process: { stroke: 'M2.5 3.5h11v9h-11zM2.5 6h11' },
} satisfies Record<string, Drawing>;
export type IconName = keyof typeof icons;

/** Marks of the states: no two share an outline, so that colour is never needed to tell them apart. */
export const stateMarks: Readonly<Record<ColouredState, Drawing>> = {
  created: {
    stroke: 'M8 3.5v.01M11.2 4.8v.01M12.5 8v.01M11.2 11.2v.01M8 12.5v.01M4.8 11.2v.01M3.5 8v.01M4.8 4.8v.01',
  },
  starting: { stroke: 'M12.5 8A4.5 4.5 0 1 1 8 3.5' },
  running: { fill: 'M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0z' },
  ready: { stroke: 'M5 3.5v9L12.5 8z' },
  waiting: { stroke: 'M12 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0z' },
  blocked: { fill: 'M3.5 3.5h3.6v9H3.5zM8.9 3.5h3.6v9H8.9z' },
  sleeping: { fill: 'M10.5 2.8A5.4 5.4 0 1 0 13.2 10 4.6 4.6 0 0 1 10.5 2.8z' },
  finished: { stroke: 'M3 8.5 6.5 12 13 4.5' },
  failed: { stroke: 'M4 4l8 8M12 4l-8 8' },
  killed: { stroke: 'M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0zM4.5 11.5l7-7' },
};

export function icon(name: IconName): SVGElement {
  return draw(icons[name], 'icon', 1.3);
}

/** Decoration: whoever shows it says the state in words, too. */
export function stateMark(state: ColouredState): SVGElement {
  return draw(stateMarks[state], `state-mark state-${state}`, state === 'waiting' ? 1.4 : 2);
}

function draw({ stroke, fill }: Drawing, className: string, width: number): SVGElement {
  const drawing = svg('svg', { class: className, viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  const lines = {
    stroke: 'currentColor',
    'stroke-width': String(width),
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  };
  const path = { d: stroke ?? fill ?? '', fill: fill ? 'currentColor' : 'none' };
  drawing.append(svg('path', stroke ? { ...path, ...lines } : path));
  return drawing;
}
