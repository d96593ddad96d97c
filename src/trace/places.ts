import type { SourcePlace } from '../protocol/words.ts';

export const noPlace = -1;

/** The source places that threads told of, each once, so that whoever keeps many of them keeps a number. */
export class Places {
  private readonly places: SourcePlace[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(place: SourcePlace): number {
    const key = `${place.line}:${place.column} ${place.file}`;
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.places.push(place) - 1));
    return number;
  }

  /** @returns `null` for {@link noPlace} */
  at(number: number): SourcePlace | null {
    return this.places[number] ?? null;
  }
}
