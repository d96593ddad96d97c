import type { ProcessView, ThreadView } from '../protocol/panel.ts';

/** A state that can be filtered for: what a thread does, or how it ended. */
export type FilterState = ThreadView['state'];

const fields = ['state', 'name', 'file', 'id', 'error'] as const;
type Field = (typeof fields)[number];

/** One word of a filter. All words must match, of the values of one word any. */
interface Term {
  /** `null`: anywhere. */
  readonly field: Field | null;
  readonly values: readonly string[];
}

/** What was typed into the filter, ready to be asked of every thread. */
export interface ThreadFilter {
  readonly isEmpty: boolean;
  matchesThread(thread: ThreadView): boolean;
  matchesProcess(process: ProcessView): boolean;
}

/**
 * `worker state:blocked,ready file:pool` finds threads with "worker" anywhere, that are blocked or ready, and
 * whose code or creating line is in a file with "pool" in its name. Quotes hold words together.
 */
export function parseFilter(text: string): ThreadFilter {
  const terms = termsOf(text);
  return {
    isEmpty: terms.length === 0,
    matchesThread: thread => terms.every(term => matches(term, thread)),
    // What asks about threads is not answered by a process.
    matchesProcess: ({ runtime, pid, title }) =>
      terms.length > 0 &&
      terms.every(({ field, values }) => field === null && has(`${runtime} ${pid} ${title}`, values)),
  };
}

/** The states that a filter asks for; empty when it asks for none in particular. */
export function statesIn(text: string): ReadonlySet<string> {
  return new Set(termsOf(text).flatMap(({ field, values }) => (field === 'state' ? values : [])));
}

/** The filter with a state asked for, too, or not any more. The rest stays as it was typed. */
export function withStateToggled(text: string, state: FilterState): string {
  const states = new Set(statesIn(text));
  if (!states.delete(state)) states.add(state);
  const rest = wordsOf(text).filter(word => termOf(word).field !== 'state');
  return [...rest, ...(states.size > 0 ? [`state:${[...states].join(',')}`] : [])].join(' ');
}

function wordsOf(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

function termsOf(text: string): readonly Term[] {
  return wordsOf(text)
    .map(termOf)
    .filter(({ values }) => values.length > 0);
}

function termOf(word: string): Term {
  const plain = word.replaceAll('"', '').toLowerCase();
  const colon = plain.indexOf(':');
  const field = fields.find(one => one === plain.slice(0, Math.max(0, colon))) ?? null;
  if (field === null) return { field, values: plain === '' ? [] : [plain] };
  const values = plain.slice(colon + 1).split(',');
  return { field, values: values.filter(value => value !== '') };
}

function matches({ field, values }: Term, thread: ThreadView): boolean {
  const { name, threadId, osThreadId, state, error } = thread;
  switch (field) {
    case 'state':
      return values.some(value => state.startsWith(value));
    case 'name':
      return has(name, values);
    case 'file':
      return has(`${thread.createdAt?.file ?? ''}\n${thread.constructed?.file ?? ''}`, values);
    case 'id':
      return values.some(value => value === `${threadId}` || value === `${osThreadId ?? ''}`);
    case 'error':
      return error !== null && has(`${error.name}: ${error.message}`, values);
    case null:
      return has(`${name} #${threadId} ${osThreadId ?? ''} ${state} ${error?.name ?? ''}`, values);
  }
}

function has(text: string, values: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return values.some(value => lower.includes(value));
}
