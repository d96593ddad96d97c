import { errorText } from '../engine/errorText.ts';
import { baseName } from '../engine/files.ts';
import type { KeepOptions } from '../engine/journal.ts';
import { KeptTrace } from '../engine/keptTrace.ts';
import { keptOnly } from '../engine/keptWords.ts';
import { readRecordingInfo, removeRecording } from '../engine/recordingInfo.ts';
import { writeSummaryFile } from '../engine/summaryFile.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';
import { commandOf } from './options.ts';
import type { OpenRequest, RunRequest } from './options.ts';
import { formatTable } from './table.ts';

/** Enough for a hundred million messages; whoever names a file means all of the run. */
const mostBytes = 2 ** 30;

/**
 * What `--record` asks for. A recording that is there is removed, for the new one takes its place.
 * @throws RecordingError when something else is there
 */
export async function keepOptions({ record, program }: RunRequest): Promise<KeepOptions | null> {
  if (record === null) return null;
  await removeRecording(record);
  const programFile = program.kind === 'file' ? program.file : null;
  const command = hideSecrets(commandOf(program));
  return {
    file: record,
    maxBytes: mostBytes,
    title: baseName(command[0] ?? ''),
    programFile,
    command,
    isRequired: true,
  };
}

/** Why not all of the run is in the file; `null` when it is. */
export async function problemOfKept(file: string): Promise<string | null> {
  try {
    const { stopped } = await readRecordingInfo(file);
    return stopped === null ? null : keptOnly('the run', stopped);
  } catch (error) {
    return errorText(error);
  }
}

/** @returns the exit code */
export async function showRecording(
  { file, json }: OpenRequest,
  print: (text: string) => Promise<void>,
  say: (text: string) => Promise<void>,
): Promise<number> {
  try {
    const summary = await KeptTrace.open(file).summary();
    if (json === null) await print(formatTable(summary));
    else if (json === '-') await print(`${JSON.stringify(summary, null, 2)}\n`);
    else await writeSummaryFile(json, summary);
    return 0;
  } catch (error) {
    await say(`thread-view: ${errorText(error)}\n`);
    return 1;
  }
}
