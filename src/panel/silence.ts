import type { Disposable } from './host.ts';

/** A live run that has threads is heard of several times a second; so much later something is wrong with whoever tells of it. */
const longestMs = 3000;

/**
 * Notices that a live run is not heard of any more: its recorder died, or VS Code is busy with something else. One
 * timer, put off by every word; nothing runs while there is no live run.
 */
export class Silence implements Disposable {
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #heardAtMs = 0;
  #isSilent = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The host said something; `isLive` tells whether it is to go on saying more. */
  heard(isLive: boolean, atMs: number): void {
    this.#heardAtMs = atMs;
    if (this.#isSilent) {
      this.#isSilent = false;
      this.#onChange();
    }
    if (isLive) this.#timer ??= setTimeout(this.#check, longestMs);
    else this.dispose();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Not put off with each word, which would be a timer for each, but asked once in a while. */
  readonly #check = (): void => {
    const restMs = longestMs - (performance.now() - this.#heardAtMs);
    // A timer that comes far too late comes from a machine that slept: what was said meanwhile is still to be read.
    const isLate = restMs < -1000;
    if (isLate) this.#heardAtMs = performance.now();
    this.#timer = null;
    if (restMs > 0 || isLate) {
      this.#timer = setTimeout(this.#check, isLate ? longestMs : restMs);
      return;
    }
    this.#isSilent = true;
    this.#onChange();
  };
}
