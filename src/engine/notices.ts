import type { Intake } from './intake.ts';

/** Sentences that tell the user what a trace lacks, and why. */
export function noticesOf({ trace, losses, problems }: Intake): string[] {
  const notices: string[] = [];
  const lost = trace.lostRecords;
  if (lost > 0) {
    notices.push(
      `${lost} records were dropped because the reader could not keep up or the disk was full: some messages and spans are missing.`,
    );
  }
  if (losses.missingFrames > 0 || losses.skippedBytes > 0 || losses.unknownRecords > 0) {
    notices.push(
      `Parts of the recording could not be read: ${losses.skippedBytes} bytes, ${losses.missingFrames} frames and ${losses.unknownRecords} records are missing.`,
    );
  }
  if (losses.refusedStreams > 0) {
    notices.push(
      `${losses.refusedStreams} streams were turned away because they did not show this run's token.`,
    );
  }
  notices.push(...trace.blindSpots, ...problems);
  return notices;
}
