const leastRoom = 64;
/** Whoever counts further is not looked up fast. */
const mostNumber = 2 ** 30;

/**
 * Values, by the numbers of messages that wait for their other half. Numbers come nearly in order and leave
 * nearly in order, so those that wait lie close together: they are kept in a ring, and only those that were left
 * behind, because their other half was lost, or that are far off, in a map.
 */
export class Numbered {
  /** By number, modulo the length; each one more than the value, 0 where there is none. */
  private ring = new Uint32Array(leastRoom);
  private count = 0;
  /** Those in the ring are from `low` up to, not including, `high`, which are no further apart than it is long. */
  private low = 0;
  private high = 0;
  private readonly strays = new Map<number, number>();

  set(number: number, value: number): void {
    if (!isCount(number) || !this.makeRoom(number)) {
      this.strays.set(number, value);
      return;
    }
    const slot = number & (this.ring.length - 1);
    if (this.ring[slot] === 0) this.count++;
    this.ring[slot] = value + 1;
  }

  /** @returns the value, which is forgotten by that; -1 where there is none */
  take(number: number): number {
    if (number >= this.low && number < this.high && isCount(number)) {
      const slot = number & (this.ring.length - 1);
      const found = this.ring[slot] as number;
      if (found !== 0) {
        this.ring[slot] = 0;
        this.count--;
        if (number === this.low) this.low++;
        return found - 1;
      }
    }
    return this.strays.size === 0 ? -1 : this.takeStray(number);
  }

  /** All of them, in the order of their numbers. */
  all(): number[] {
    const all = [...this.strays];
    for (let number = this.low; number < this.high; number++) {
      const found = this.ring[number & (this.ring.length - 1)] as number;
      if (found !== 0) all.push([number, found - 1]);
    }
    return all.sort(([a], [b]) => a - b).map(([, value]) => value);
  }

  /** How many wait. */
  get size(): number {
    return this.count + this.strays.size;
  }

  /** The value of the highest number, but for those that are far off; -1 where there is none. */
  last(): number {
    for (let number = this.high - 1; number >= this.low; number--) {
      const found = this.ring[number & (this.ring.length - 1)] as number;
      if (found !== 0) return found - 1;
    }
    return -1;
  }

  /** Takes all, in the order of their numbers. */
  takeAll(): number[] {
    const all: [number, number][] = [];
    // One that was left behind can lie between those in the ring by now: `take` finds it there.
    for (let number = this.low; number < this.high; number++) {
      const value = this.take(number);
      if (value >= 0) all.push([number, value]);
    }
    all.push(...this.strays);
    this.strays.clear();
    return all.sort(([a], [b]) => a - b).map(([, value]) => value);
  }

  private takeStray(number: number): number {
    const value = this.strays.get(number) ?? -1;
    this.strays.delete(number);
    return value;
  }

  private makeRoom(number: number): boolean {
    if (this.count === 0) {
      this.low = number;
      this.high = number + 1;
      return true;
    }
    if (number >= this.low && number - this.low < this.ring.length) {
      if (number >= this.high) this.high = number + 1;
      return true;
    }
    if (number < this.low) {
      if (this.high - number > this.ring.length) return false;
      this.low = number;
      return true;
    }
    return this.makeRoomAbove(number);
  }

  private makeRoomAbove(number: number): boolean {
    while (this.ring[this.low & (this.ring.length - 1)] === 0) this.low++;
    const span = number + 1 - this.low;
    const room = this.ring.length;
    if (span > room && span <= 2 * room && this.count >= room / 4) this.grow();
    // Few lie far apart: the lowest were left behind.
    else if (span > room) this.leaveBehind(number + 1 - room);
    if (this.count === 0) this.low = number;
    this.high = number + 1;
    return true;
  }

  private grow(): void {
    const larger = new Uint32Array(this.ring.length * 2);
    for (let number = this.low; number < this.high; number++)
      larger[number & (larger.length - 1)] = this.ring[number & (this.ring.length - 1)] as number;
    this.ring = larger;
  }

  private leaveBehind(upTo: number): void {
    for (; this.low < upTo && this.count > 0; this.low++) {
      const slot = this.low & (this.ring.length - 1);
      const found = this.ring[slot] as number;
      if (found === 0) continue;
      this.strays.set(this.low, found - 1);
      this.ring[slot] = 0;
      this.count--;
    }
  }
}

function isCount(number: number): boolean {
  return (number | 0) === number && number >= 0 && number < mostNumber;
}
