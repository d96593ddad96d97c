import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { arrowModes } from './arrowModes.ts';
import type { ArrowMode } from './arrowModes.ts';
import type { CoreSlice } from './coreSlices.ts';
import type { Disposable } from './host.ts';
import { rowSorts } from '../trace/rowOrder.ts';
import type { RowSort } from '../trace/rowOrder.ts';
import { isRowId } from './rows.ts';
import type { RowId } from './rows.ts';
import { noMarks } from './timeMarks.ts';
import type { TimeMarks } from './timeMarks.ts';
import type { TimeRange } from './timeScale.ts';

/** A span that was picked, by its time: indices change with every window. */
export interface PickedSpan {
  readonly thread: ThreadKey;
  readonly fromNs: Nanoseconds;
  readonly toNs: Nanoseconds;
}

/** What can stand below the lanes: what is selected, the table of the range, the list of findings, captured stacks. */
export const detailNames = ['selection', 'range', 'findings', 'stacks'] as const;
export type DetailName = (typeof detailNames)[number];

/** How the user looks at the run; everything that survives when the panel is hidden and shown again. */
export interface ViewState {
  /** The run that keys and times below belong to. */
  readonly runStartedAtMs: number | null;
  /** `null`: as it comes, that is the whole run, or its last seconds while it is followed. */
  readonly window: TimeRange | null;
  readonly isFollowing: boolean;
  /** Set while the picture is held: up to when it reaches, and what is to be when it goes on. */
  readonly paused: { readonly atNs: Nanoseconds; readonly wasFollowing: boolean } | null;
  readonly selected: RowId | null;
  readonly span: PickedSpan | null;
  /** The trace's id of the selected message. */
  readonly message: number | null;
  readonly range: TimeRange | null;
  /** What stands below the lanes. */
  readonly detail: DetailName;
  /** The id of the finding that is looked at: its spans are outlined, and its threads light up. */
  readonly finding: string | null;
  /** The number of the capture whose stacks are shown; `null` for the latest. */
  readonly capture: number | null;
  readonly marks: TimeMarks;
  /** What the lanes are of. */
  readonly view: 'threads' | 'cores';
  /** The selected core, by its number, and what was picked on it. */
  readonly core: number | null;
  readonly slice: CoreSlice | null;
  /** Rows whose fold is not what it is by default: several threads in one row are folded, all else is not. */
  readonly toggled: readonly RowId[];
  readonly filter: string;
  readonly sort: RowSort;
  readonly arrows: ArrowMode;
  /** The thread that makes a pair with the selected one. */
  readonly partner: ThreadKey | null;
  /** Rows of threads that stand on top, in the order of pinning. */
  readonly pinned: readonly RowId[];
  readonly hidden: readonly RowId[];
  /** Width of the tree; `null` leaves it to the style sheet. */
  readonly columnPx: number | null;
}

const initial: ViewState = {
  runStartedAtMs: null,
  window: null,
  isFollowing: true,
  paused: null,
  selected: null,
  span: null,
  message: null,
  range: null,
  detail: 'selection',
  finding: null,
  capture: null,
  marks: noMarks,
  view: 'threads',
  core: null,
  slice: null,
  toggled: [],
  filter: '',
  sort: 'created',
  arrows: 'all',
  partner: null,
  pinned: [],
  hidden: [],
  columnPx: null,
};

/** What may be picked together with a row. */
type Picked = Partial<Pick<ViewState, 'span' | 'message' | 'core' | 'slice'>>;

/** Holds the {@link ViewState}, tells of changes, and saves it when it has come to rest. */
export class ViewStore {
  #state: ViewState;
  readonly #listeners = new Set<(now: ViewState, before: ViewState) => void>();
  readonly #save: (state: ViewState) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(saved: unknown, save: (state: ViewState) => void) {
    this.#state = restored(saved);
    this.#save = save;
  }

  get state(): ViewState {
    return this.#state;
  }

  set(change: Partial<ViewState>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    for (const listener of this.#listeners) listener(this.#state, before);
    this.#timer ??= setTimeout(() => this.flush(), 250);
  }

  /** Selects a row, with what is picked in it; what span or message was picked before is not any more. */
  inspect(selected: RowId | null, picked: Picked = {}): void {
    this.set({ selected, span: null, message: null, detail: 'selection', ...picked });
  }

  /** Saves what is not saved yet: whoever hides the panel does not wait. */
  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#save(this.#state);
  }

  /** Another run: what named its threads and times goes, what the user arranged stays. */
  beginRun(startedAtMs: number): void {
    if (this.#state.runStartedAtMs === startedAtMs) return;
    const { filter, sort, arrows, columnPx, view } = this.#state;
    this.set({ ...initial, filter, sort, arrows, columnPx, view, runStartedAtMs: startedAtMs });
  }

  onChange(listener: (now: ViewState, before: ViewState) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}

/** A state saved by another version may lack fields or hold others; each is taken only if it fits. */
function restored(saved: unknown): ViewState {
  if (typeof saved !== 'object' || saved === null) return initial;
  const fields = saved as Partial<Record<keyof ViewState, unknown>>;
  return {
    runStartedAtMs: numberOrNull(fields.runStartedAtMs),
    window: rangeOrNull(fields.window),
    isFollowing: fields.isFollowing !== false,
    paused: pausedOrNull(fields.paused),
    selected: isRowId(fields.selected) ? fields.selected : null,
    span: spanOrNull(fields.span),
    message: numberOrNull(fields.message),
    range: rangeOrNull(fields.range),
    detail: detailNames.find(one => one === fields.detail) ?? 'selection',
    finding: typeof fields.finding === 'string' ? fields.finding : null,
    capture: numberOrNull(fields.capture),
    marks: marksOrNone(fields.marks),
    view: fields.view === 'cores' ? 'cores' : 'threads',
    core: numberOrNull(fields.core),
    slice: null,
    toggled: rowIds(fields.toggled),
    arrows: arrowModes.find(one => one === fields.arrows) ?? 'all',
    partner: numberOrNull(fields.partner),
    sort: rowSorts.find(one => one === fields.sort) ?? 'created',
    pinned: rowIds(fields.pinned),
    hidden: rowIds(fields.hidden),
    filter: typeof fields.filter === 'string' ? fields.filter : '',
    columnPx: numberOrNull(fields.columnPx),
  };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function rowIds(value: unknown): readonly RowId[] {
  return Array.isArray(value) ? value.filter(isRowId) : [];
}

function spanOrNull(value: unknown): PickedSpan | null {
  const range = rangeOrNull(value);
  const thread = (value as Partial<Record<keyof PickedSpan, unknown>> | null)?.thread;
  return range && typeof thread === 'number' ? { thread, ...range } : null;
}

function pausedOrNull(value: unknown): ViewState['paused'] {
  if (typeof value !== 'object' || value === null || !('atNs' in value)) return null;
  if (typeof value.atNs !== 'number') return null;
  return { atNs: value.atNs, wasFollowing: 'wasFollowing' in value && value.wasFollowing === true };
}

function marksOrNone(value: unknown): TimeMarks {
  if (typeof value !== 'object' || value === null || !('a' in value) || !('b' in value)) return noMarks;
  return { a: numberOrNull(value.a), b: numberOrNull(value.b) };
}

function rangeOrNull(value: unknown): TimeRange | null {
  if (typeof value !== 'object' || value === null || !('fromNs' in value) || !('toNs' in value)) return null;
  const { fromNs, toNs } = value;
  if (typeof fromNs !== 'number' || typeof toNs !== 'number' || !(fromNs < toNs)) return null;
  return { fromNs, toNs };
}
