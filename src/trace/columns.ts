type NumberColumn = Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array;
type ColumnType<T extends NumberColumn> = new (length: number) => T;

/** An append-only typed array that grows by half. Reading past `length` gives `undefined` or stale zeros: do not. */
export class Column<T extends NumberColumn> {
  length = 0;
  private values: T;

  constructor(type: ColumnType<T>, capacity = 16) {
    this.values = new type(capacity);
  }

  push(value: number): number {
    if (this.length === this.values.length) {
      this.values = enlarged(this.values, Math.ceil(this.values.length * 1.5));
    }
    this.values[this.length] = value;
    return this.length++;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  /** A copy of the rows from `from` up to, not including, `to`. */
  copy(from: number, to: number): T {
    return this.values.slice(from, to) as T;
  }

  /** In a sorted column: how many values are less than or equal to `value`. */
  countUpTo(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.values[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A longer copy. */
export function enlarged<T extends NumberColumn>(values: T, length: number): T {
  const larger = new (values.constructor as ColumnType<T>)(length);
  larger.set(values);
  return larger;
}
