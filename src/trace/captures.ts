import type { StackCapture } from '../protocol/stacks.ts';
import type { Nanoseconds } from '../protocol/words.ts';

/** The captures of stacks that were made of a run, in their order. Times are absolute. */
export class Captures {
  readonly all: StackCapture[] = [];

  add(capture: StackCapture): void {
    this.all.push(capture);
  }

  /** Those after the one of that number, with times relative to the origin. */
  since(number: number, originNs: Nanoseconds): StackCapture[] {
    return this.all
      .filter(capture => capture.number > number)
      .map(capture => ({ ...capture, atNs: capture.atNs - originNs }));
  }
}
