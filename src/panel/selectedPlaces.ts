import type { PanelMessage, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { failedAt } from '../trace/stackFrames.ts';

/**
 * The lines that belong to a selected thread: that made it, on which it waits or failed, and on which the picked
 * wait was.
 */
export function placesOf(thread: ThreadView | null, waitedAt: SourcePlace | null): readonly SourcePlace[] {
  if (!thread) return [];
  const { createdAt, wait } = thread;
  const places = [createdAt, waitedAt, wait?.at ?? null, failedAt(thread)].filter(place => place !== null);
  const names = places.map(nameOf);
  return places.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}

/** Tells the host which lines belong to what is selected, when these are others than before. */
export class SelectedPlaces {
  readonly #post: (message: PanelMessage) => void;
  /** A host that has not been told anything shows nothing. */
  #told = '';

  constructor(post: (message: PanelMessage) => void) {
    this.#post = post;
  }

  tell(places: readonly SourcePlace[]): void {
    const told = places.map(nameOf).join('\n');
    if (told === this.#told) return;
    this.#told = told;
    this.#post({ type: 'selected', places });
  }
}

function nameOf({ file, line }: SourcePlace): string {
  return `${file}:${line}`;
}
