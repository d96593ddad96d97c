import type { ThreadKey } from './panel.ts';
import type { Nanoseconds, SourcePlace } from './words.ts';

/** What can be wrong in a program. The order is that in which they are listed: the gravest first. */
export const findingKinds = [
  'deadlock',
  'out-of-memory',
  'unhandled-error',
  'starved-loop',
  'growing-backlog',
  'delayed-message',
  'lock-convoy',
  'gil-bound',
  'oversubscription',
  'kept-alive',
  'listener-leak',
  'short-lived-threads',
  'idle-threads',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** A stretch of a thread that a finding rests on. */
export interface FindingSpan {
  readonly thread: ThreadKey;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
}

/** A line that a finding rests on, and what happens there, as a word of {@link findingRoles}. */
export interface FindingPlace {
  readonly role: FindingRole;
  readonly thread: ThreadKey;
  readonly place: SourcePlace;
}

export const findingRoles = ['waits', 'holds', 'makes', 'sends', 'handles', 'fails', 'listens'] as const;
export type FindingRole = (typeof findingRoles)[number];

/**
 * Something that we point at, with its evidence. What it says in words is made of this by
 * `trace/findings/findingWords.ts`, in the language of whoever shows it.
 */
export interface FindingView {
  /** The same for as long as the same thing is found, also in a trace that is opened again. */
  readonly id: string;
  readonly kind: FindingKind;
  /** When it began, and when it was over; `null` while it lasts. */
  readonly sinceNs: Nanoseconds;
  readonly untilNs: Nanoseconds | null;
  /** Those that it is about, the first of them first; never empty. */
  readonly threads: readonly ThreadKey[];
  readonly spans: readonly FindingSpan[];
  readonly places: readonly FindingPlace[];
  /** Numbers and names that its sentence needs, by the names that the sentence has for them. */
  readonly facts: Readonly<Record<string, number | string>>;
}
