import type { KeepingStopped } from './recordingInfo.ts';

/** Sentences for the user about a run of which not all is kept. */

/** @param what `this run` while it is looked at, `the run` in its recording */
export function keptOnly(what: 'this run' | 'the run', { why, untilMs, detail }: KeepingStopped): string {
  const part = `Only the first ${seconds(untilMs)} of ${what} are kept:`;
  switch (why) {
    case 'size':
      return `${part} with them its recording reached the limit of ${detail}.`;
    case 'disk':
      return `${part} after them its recording could not be written (${detail}). Make room there before the next run.`;
    case 'slow':
      return `${part} after them ${detail} waited to be written, because the disk was too slow.`;
  }
}

export function notKept(file: string, why: string): string {
  return `This run is not kept, because ${file} could not be written: ${why}. Choose another folder, or make room in this one.`;
}

export function brokenOff(untilMs: number): string {
  return `This recording breaks off after ${seconds(untilMs)}: whoever wrote it was killed, or a part of the file was lost. What came later is missing; run the program again to see it.`;
}

export function stillRecorded(untilMs: number): string {
  return `This run was still being recorded when it was opened, after ${seconds(untilMs)}. Open it again when it is over.`;
}

export function letGo(untilMs: number): string {
  return `The program was still running when its recording was closed, after ${seconds(untilMs)}.`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
