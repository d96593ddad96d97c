import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { errorText } from './errorText.ts';
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
  const post = (message: FromRecorder, memory: ArrayBuffer[] = []) => port.postMessage(message, memory);
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
        post({ type: 'answer', id: message.id, value }, memoryOf(value));
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
      return recorder.window(question.argument);
    case 'trace':
      return recorder.ask(question.argument);
    case 'summary':
      return recorder.summary(question.argument);
    case 'dispose':
      await recorder.dispose();
      return null;
  }
}

/** The memory of an answer's columns: it changes hands, for a copy of some megabytes would hold up both threads. */
function memoryOf(answer: Answer): ArrayBuffer[] {
  if (answer === null || !('lanes' in answer)) return [];
  const { lanes, messages, bundles, wakeUps, queues } = answer;
  return [...lanes, messages, bundles, wakeUps, ...queues].flatMap(columns =>
    Object.values(columns).flatMap((column: unknown) =>
      ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
    ),
  );
}

if (parentPort !== null) void serve(parentPort, workerData as RecorderOptions);
