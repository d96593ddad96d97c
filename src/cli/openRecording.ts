import { asTyped } from '../engine/commandLine.ts';
import { errorText } from '../engine/errorText.ts';
import { absolutePath, baseName } from '../engine/files.ts';
import { Recorder } from '../engine/recorder.ts';
import type { RecorderOptions } from '../engine/recorder.ts';
import { RecorderProcessClient } from '../engine/recorderProcessClient.ts';
import type { RunToAnnounce } from '../engine/recorderProcessMessages.ts';
import type { ProgramRecording } from '../engine/recording.ts';
import type { Program, RunRequest } from './options.ts';
import type { Say } from './runProgram.ts';

/** A command has a name that is short enough for a title. */
const mostTitle = 40;

/** The recorder for this run: in this process, or where others can attach to it in one of its own. */
export async function openRecording(
  { attachable, program }: Pick<RunRequest, 'attachable' | 'program'>,
  options: RecorderOptions,
  say: Say,
): Promise<ProgramRecording> {
  if (!attachable) return Recorder.open(options);
  const tell = (reason: string) => say(`thread-view: nobody can attach to this run: ${reason}\n`);
  try {
    const everywhere = withAbsoluteFile(options);
    return await RecorderProcessClient.open(announced(program), everywhere, reason => void tell(reason));
  } catch (error) {
    // Nobody can look on; that is no reason not to run.
    const recorder = await Recorder.open(options);
    await tell(errorText(error));
    return recorder;
  }
}

/** The other process is in another folder. */
function withAbsoluteFile(options: RecorderOptions): RecorderOptions {
  const { keep } = options;
  if (keep === undefined || keep === null) return options;
  return { ...options, keep: { ...keep, file: absolutePath(keep.file, process.cwd()) } };
}

function announced(program: Program): RunToAnnounce {
  const cwd = process.cwd();
  if (program.kind === 'file') {
    const { file, args } = program;
    return {
      title: baseName(file),
      file: absolutePath(file, cwd),
      commandLine: asTyped([file, ...args]),
      cwd,
    };
  }
  const { command, args } = program;
  const name = asTyped([baseName(command), ...args]);
  return {
    title: name.length > mostTitle ? `${name.slice(0, mostTitle - 1)}…` : name,
    file: null,
    commandLine: asTyped([command, ...args]),
    cwd,
  };
}
