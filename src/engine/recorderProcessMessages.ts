import type { AnnouncedFacts } from './announcements.ts';
import type { FromRecorder, RecorderOptions, ToRecorder } from './recorderMessages.ts';

/** What is said of the run to its recorder's process before its program is started. */
export type RunToAnnounce = Omit<AnnouncedFacts, 'startedAtMs'>;

/** To a recorder in a process of its own: `open` first, then what is said to every recorder. */
export type ToRecorderProcess =
  { readonly type: 'open'; readonly options: RecorderOptions; readonly run: RunToAnnounce } | ToRecorder;

/** From it. Updates are for guests; who the run belongs to gets none. */
export type FromRecorderProcess =
  | Exclude<FromRecorder, { type: 'read' }>
  /** The run is recorded, but nobody can attach to it: why. */
  | { readonly type: 'notAttachable'; readonly message: string };
