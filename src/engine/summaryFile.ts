import { writeFile } from 'node:fs/promises';
import type { RunSummary } from '../trace/summary.ts';

export async function writeSummaryFile(file: string, summary: RunSummary): Promise<void> {
  await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
}
