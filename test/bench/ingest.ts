import { helperEnded, nextWord, startHelper } from './helpers.ts';
import { spreadOf } from './statistics.ts';
import { formatTable } from './table.ts';

/** One reading of everything that was written. */
export interface Ingestion {
  readonly story: string;
  /** Per second of CPU time. */
  readonly recordsPerSecond: number;
}

/** How fast a recorder reads, decodes and stores what lies in its run's folder. */
export async function measureIngestion(
  rounds: number,
  nodeArguments: readonly string[],
): Promise<readonly Ingestion[]> {
  const helper = startHelper('ingestProcess', nodeArguments, [String(rounds)]);
  const results = await nextWord<readonly Ingestion[]>(helper);
  await helperEnded(helper);
  return results;
}

export function ingestionTable(results: readonly Ingestion[]): string {
  const rows = [...new Set(results.map(result => result.story))].map(story => {
    const { median, lowerQuartile, upperQuartile } = spreadOf(
      results.filter(result => result.story === story).map(result => result.recordsPerSecond / 1e6),
    );
    return [story, median.toFixed(2), `${lowerQuartile.toFixed(2)} … ${upperQuartile.toFixed(2)}`];
  });
  return formatTable(['messages', 'million records/s', 'quartiles'], rows);
}
