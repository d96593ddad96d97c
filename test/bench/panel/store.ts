import { helperEnded, nextWord, startHelper } from '../helpers.ts';
import { formatTable } from '../table.ts';

/** What is measured: a pool of so many threads, at so many records. */
export interface StoreTask {
  readonly lanes: number;
  readonly sizes: readonly number[];
}

export interface StoreFigures {
  readonly lanes: number;
  readonly records: number;
  /** Of memory, all indexes included. */
  readonly bytesPerRecord: number;
  /** Read, decoded and stored, per second of CPU time. */
  readonly recordsPerSecond: number;
  /** Answers for 60 lanes and 1500 pixels, by zoom: the slowest of several places. */
  readonly windows: readonly { readonly nsPerPx: number; readonly slowestMs: number }[];
}

/** How much a long trace takes to keep and to ask. */
export async function measureStore(task: StoreTask): Promise<readonly StoreFigures[]> {
  const helper = startHelper(
    'storeProcess',
    ['--expose-gc', '--max-old-space-size=8000'],
    [JSON.stringify(task)],
  );
  const figures = await nextWord<readonly StoreFigures[]>(helper);
  await helperEnded(helper);
  return figures;
}

export function storeTable(figures: readonly StoreFigures[]): string {
  return formatTable(
    ['events', 'lanes', 'bytes/event', 'million events/s', 'window: whole run', 'slowest zoom', 'at'],
    figures.map(({ lanes, records, bytesPerRecord, recordsPerSecond, windows }) => {
      const slowest = windows.reduce((a, b) => (b.slowestMs > a.slowestMs ? b : a));
      return [
        records.toLocaleString('en'),
        String(lanes),
        bytesPerRecord.toFixed(1),
        (recordsPerSecond / 1e6).toFixed(2),
        `${(windows[0]?.slowestMs ?? NaN).toFixed(2)} ms`,
        `${slowest.slowestMs.toFixed(2)} ms`,
        `${(slowest.nsPerPx / 1e3).toFixed(1)} µs/px`,
      ];
    }),
    0,
  );
}
