import { readPlace } from '../protocol/pythonTexts.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { noPlace, type Places } from './places.ts';

/** Of one stream: the lines it has told of, and the one that its next record is about. */
export class CallPlaces {
  private readonly told = new Map<number, number>();
  private next = noPlace;
  private nextNs: Nanoseconds = NaN;

  constructor(private readonly places: Places) {}

  tells(number: number, text: string | null): void {
    const place = readPlace(text);
    if (place !== null) this.told.set(number, this.places.numberOf(place));
  }

  calledFrom(number: number, timeNs: Nanoseconds): void {
    this.next = this.told.get(number) ?? noPlace;
    this.nextNs = timeNs;
  }

  /**
   * The place of what is told to have happened at that time. Only of the record right behind it: one that was lost in
   * between would have had another time.
   */
  take(timeNs: Nanoseconds): number {
    const place = timeNs === this.nextNs ? this.next : noPlace;
    this.next = noPlace;
    return place;
  }
}
