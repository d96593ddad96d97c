import type { SourcePlace } from '../protocol/words.ts';
import { made } from './made.ts';

export const noPlace = -1;

/** The source places that threads told of, each once, so that whoever keeps many of them keeps a number. */
export class Places {
  private readonly places: SourcePlace[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(place: SourcePlace): number {
    const key = `${place.line}:${place.column} ${place.file}`;
    return made(this.numbers, key, () => this.places.push(place) - 1);
  }

  /** @returns `null` for {@link noPlace} */
  at(number: number): SourcePlace | null {
    return this.places[number] ?? null;
  }
}
