import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { WindowAnswer } from '../protocol/panel.ts';
import { Recorder } from './recorder.ts';
import type {
  FromRecorder,
  RecorderOptions,
  RecorderQuestions,
  RecorderQuestionName,
  ToRecorder,
} from './recorderMessages.ts';

/** The recorder's own thread: takes messages, asks the recorder, answers. Lives as long as one recording. */

type Answer = RecorderQuestions[RecorderQuestionName]['answer'];

async function serve(port: MessagePort, options: RecorderOptions): Promise<void> {
  const post = (message: FromRecorder) => port.postMessage(message);
  let recorder: Recorder;
  try {
    recorder = await Recorder.open(options);
  } catch (error) {
    post({ type: 'notOpened', message: errorText(error) });
    return;
  }
  post({ type: 'opened', endpoint: recorder.endpoint });
  recorder.onUpdate(update => post({ type: 'update', update }));
  recorder.onNotices(notices => post({ type: 'notices', notices }));
  port.on('message', (message: ToRecorder) => {
    if (message.type === 'rootStarted') {
      recorder.rootStarted(message.pid);
      return;
    }
    answer(recorder, message).then(
      value => {
        post({ type: 'answer', id: message.id, value });
        // Nothing is asked after that; without an open port this thread ends by itself.
        if (message.name === 'dispose') port.close();
      },
      (error: unknown) => post({ type: 'refusal', id: message.id, message: errorText(error) }),
    );
  });
}

async function answer(recorder: Recorder, question: Extract<ToRecorder, { type: 'ask' }>): Promise<Answer> {
  switch (question.name) {
    case 'rootEnded':
      await recorder.rootEnded(question.argument);
      return null;
    case 'snapshot':
      return recorder.snapshot();
    case 'window':
      return compact(await recorder.window(question.argument));
    case 'trace':
      return recorder.ask(question.argument);
    case 'summary':
      return recorder.summary(question.argument);
    case 'dispose':
      await recorder.dispose();
      return null;
  }
}

/** A view of a part of a buffer would take the whole of it along when it is copied to another thread. */
function compact(answer: WindowAnswer): WindowAnswer {
  return {
    ...answer,
    lanes: answer.lanes.map(ownColumns),
    messages: ownColumns(answer.messages),
  };
}

function ownColumns<T extends object>(columns: T): T {
  const entries = Object.entries(columns).map(([name, column]: [string, unknown]) => [
    name,
    ArrayBuffer.isView(column) && column.byteLength < column.buffer.byteLength
      ? (column as Uint8Array).slice()
      : column,
  ]);
  return Object.fromEntries(entries) as T;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (parentPort !== null) void serve(parentPort, workerData as RecorderOptions);
