/** A change of a document: lines that it touched before, and how many line ends it put in. Lines count from 0. */
export interface LineChange {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly lineEnds: number;
}

/**
 * Where some lines of a file have come to while it is edited. A line whose own text was changed is not followed any
 * more: what was true of it need not be.
 */
export class TrackedLines {
  /** By the line as it was: its text, and where it is now. */
  readonly #lines = new Map<number, { readonly text: string; line: number | null }>();
  #isTouched = false;

  /**
   * Follows lines from now on that are not followed yet.
   * @param lines of the file as it was when this was made: where they are now is not known of those that come late
   * @param textAt of the file as it is; `undefined` behind its end
   */
  follow(lines: Iterable<number>, textAt: (line: number) => string | undefined): void {
    for (const line of lines) {
      if (this.#lines.has(line)) continue;
      const text = textAt(line);
      // The file may have been changed since it was run: better no word than one at another line.
      if (text !== undefined) this.#lines.set(line, { text, line: this.#isTouched ? null : line });
    }
  }

  /** Where a line is now, or `null` when it is not the same any more, or was never followed. */
  lineOf(original: number): number | null {
    return this.#lines.get(original)?.line ?? null;
  }

  /** @param textAt of the file as it is after all changes of one event, which come last first */
  change(changes: readonly LineChange[], textAt: (line: number) => string | undefined): void {
    this.#isTouched = true;
    for (const tracked of this.#lines.values()) {
      if (tracked.line === null) continue;
      const { line: before } = tracked;
      const line = changes.reduce((at, change) => moved(at, change), before);
      // What was touched may have stayed where it is, or been pushed down as a whole.
      const touched = changes.some(({ firstLine, lastLine }) => before >= firstLine && before <= lastLine);
      const places = touched ? [before, line] : [line];
      tracked.line = places.find(place => textAt(place) === tracked.text) ?? null;
    }
  }
}

function moved(line: number, { firstLine, lastLine, lineEnds }: LineChange): number {
  return line < firstLine ? line : Math.max(firstLine, line + lineEnds - (lastLine - firstLine));
}
