import type { ThreadKey, TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { FrameVariables, StackCapture } from '../protocol/stacks.ts';
import type { Endpoint } from '../protocol/wire.ts';
import type { DebuggerWord } from '../trace/debuggerStops.ts';
import type { RunSummary } from '../trace/summary.ts';
import type { KeepOptions } from './journal.ts';
import type { RootEnd, TraceUpdate, VariablesQuery } from './recording.ts';
import type { RecordingInfo } from './recordingInfo.ts';

/** What the recorder's thread is started with to record a run. */
export interface RecorderOptions {
  /** See {@link Endpoint.maxLagBytes}. */
  readonly maxLagBytes?: number;
  /** A folder that is there already, and private; it goes with the recording. Without it one is made. */
  readonly endpoint?: Endpoint;
  /** Where the run is kept, so that it can be opened again; by default nowhere. */
  readonly keep?: KeepOptions | null;
}

/** What it is started with: to record a run, or to open one that was kept. */
export type RecorderTask =
  | { readonly type: 'record'; readonly options: RecorderOptions }
  | { readonly type: 'open'; readonly file: string };

/** What can be asked of the recorder's thread: the argument and the answer of each question. */
export interface RecorderQuestions {
  rootEnded: { argument: RootEnd; answer: null };
  snapshot: { argument: null; answer: TraceUpdate };
  window: { argument: WindowQuery; answer: WindowAnswer };
  trace: { argument: TraceQuestion; answer: TraceAnswer };
  terminate: { argument: ThreadKey; answer: boolean };
  captureStacks: { argument: string | null; answer: StackCapture };
  variables: { argument: VariablesQuery; answer: FrameVariables | null };
  summary: { argument: readonly string[]; answer: RunSummary };
  dispose: { argument: null; answer: null };
}

export type RecorderQuestionName = keyof RecorderQuestions;

/** From the client to the recorder's thread. Every `ask` gets one `answer` or one `refusal`. */
export type ToRecorder =
  | { readonly type: 'rootStarted'; readonly pid: number }
  | { readonly type: 'debuggerSaid'; readonly word: DebuggerWord }
  | {
      [Name in RecorderQuestionName]: {
        readonly type: 'ask';
        readonly id: number;
        readonly name: Name;
        readonly argument: RecorderQuestions[Name]['argument'];
      };
    }[RecorderQuestionName];

/** From the recorder's thread to the client. */
export type FromRecorder =
  | { readonly type: 'opened'; readonly endpoint: Endpoint }
  | { readonly type: 'read'; readonly info: RecordingInfo }
  | { readonly type: 'notOpened'; readonly message: string }
  | { readonly type: 'update'; readonly update: TraceUpdate }
  | { readonly type: 'notices'; readonly notices: readonly string[] }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly value: RecorderQuestions[RecorderQuestionName]['answer'];
    }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string };
