/** A change of a document: lines that it touched before, and how many line ends it put in. Lines count from 0. */
export interface LineChange {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly lineEnds: number;
}

type TextAt = (line: number) => string | undefined;

/**
 * Where some lines of a file have come to while it is edited. A line whose own text was changed is not followed any
 * more: what was true of it need not be.
 */
export class TrackedLines {
  /** By the line as it was: its text, and where it is now. */
  readonly #lines = new Map<number, { readonly text: string; line: number | null }>();
  /** Everything that was changed, event by event, for lines that come late; `null` once not all of it is known. */
  #history: (readonly LineChange[])[] | null = [];

  /**
   * Follows lines from now on that are not followed yet. Of those that come late nobody knows the text that they
   * had: they are where they must be when no change has touched them, and else nowhere.
   * @param lines of the file as it was when this was made
   * @param textAt of the file as it is; `undefined` behind its end
   */
  follow(lines: Iterable<number>, textAt: TextAt): void {
    for (const original of lines) {
      if (this.#lines.has(original)) continue;
      const line = this.#cameTo(original);
      const text = textAt(line ?? original);
      if (text !== undefined) this.#lines.set(original, { text, line });
    }
  }

  /** Where a line is now, or `null` when it is not the same any more, or was never followed. */
  lineOf(original: number): number | null {
    return this.#lines.get(original)?.line ?? null;
  }

  /** @param textAt of the file as it is after all changes of one event, which come last first */
  change(changes: readonly LineChange[], textAt: TextAt): void {
    this.#history?.push(changes);
    for (const tracked of this.#lines.values()) {
      if (tracked.line === null) continue;
      const { line: before } = tracked;
      const line = moved(before, changes);
      // What was touched may have stayed where it is, or been pushed down as a whole.
      const places = isTouched(before, changes) ? [before, line] : [line];
      tracked.line = places.find(place => textAt(place) === tracked.text) ?? null;
    }
  }

  /** The file may have been changed by who knows what: only a line that looks as it did where it was is the same. */
  lostSight(textAt: TextAt): void {
    this.#history = null;
    for (const tracked of this.#lines.values()) {
      if (tracked.line !== null && textAt(tracked.line) !== tracked.text) tracked.line = null;
    }
  }

  #cameTo(original: number): number | null {
    let line: number | null = this.#history === null ? null : original;
    for (const changes of this.#history ?? []) {
      if (line !== null) line = isTouched(line, changes) ? null : moved(line, changes);
    }
    return line;
  }
}

function isTouched(line: number, changes: readonly LineChange[]): boolean {
  return changes.some(({ firstLine, lastLine }) => line >= firstLine && line <= lastLine);
}

function moved(line: number, changes: readonly LineChange[]): number {
  return changes.reduce(
    (at, { firstLine, lastLine, lineEnds }) =>
      at < firstLine ? at : Math.max(firstLine, at + lineEnds - (lastLine - firstLine)),
    line,
  );
}
