import { wholeShare } from '../protocol/panel.ts';

/**
 * How many parts a state gets in stretch after stretch, from its sums: in sum, they are rounded, so that rounding does
 * not add up, and what is there at all has a part of its own.
 */
export class Rounding {
  private before = 0;
  private given = 0;

  /** @param sum parts since the window's begin at the end of the next stretch */
  next(sum: number): number {
    let parts = (((sum + 0.5) | 0) - this.given) | 0;
    if (parts <= 0) parts = sum > this.before ? 1 : 0;
    // Rounded in sum, a whole stretch may come to one part more than there are: the next one gets it.
    else if (parts > wholeShare) parts = wholeShare;
    this.before = sum;
    this.given = (this.given + parts) | 0;
    return parts;
  }

  /**
   * The same for the ends of stretches among bins, `step` apart from `bin` on, and as if what happened in a bin were
   * evenly spread. Ninety thousand of them are a window: so it is one loop with nothing but numbers in it.
   * @param sums parts of a bin at the begin of each bin, from `at` on; there are `perPart` of a stretch in one of those
   * @param base parts of a stretch before the first bin
   * @param share gets the parts of so many stretches, `width` apart from `to` on
   */
  between(
    sums: Readonly<Int32Array>,
    at: number,
    bin: number,
    step: number,
    perPart: number,
    base: number,
    share: Uint16Array,
    to: number,
    width: number,
    count: number,
  ): void {
    let { before, given } = this;
    for (; count > 0; count--) {
      const whole = bin | 0;
      const first = sums[at + whole] as number;
      const rise = ((sums[at + whole + 1] as number) - first) | 0;
      const sum = (first + (bin - whole) * rise) * perPart + base;
      let parts = (((sum + 0.5) | 0) - given) | 0;
      if (parts <= 0) parts = sum > before ? 1 : 0;
      else if (parts > wholeShare) parts = wholeShare;
      before = sum;
      given = (given + parts) | 0;
      share[to] = parts;
      to += width;
      bin += step;
    }
    this.before = before;
    this.given = given;
  }
}
