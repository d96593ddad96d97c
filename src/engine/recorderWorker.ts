import type { MessagePort } from 'node:worker_threads';
import { errorText } from './errorText.ts';
import { KeptTrace } from './keptTrace.ts';
import { Recorder } from './recorder.ts';
import { answerOwner } from './recorderAnswers.ts';
import type { RecorderAnswer } from './recorderAnswers.ts';
import type { FromRecorder, RecorderTask, ToRecorder } from './recorderMessages.ts';

/**
 * The recorder's own thread: takes messages, asks the recorder, or the trace of a run that was kept, and answers.
 * Lives as long as one recording is looked at.
 */
export async function recordInThread(port: MessagePort, task: RecorderTask): Promise<void> {
  const post = (message: FromRecorder, memory: ArrayBuffer[] = []) => port.postMessage(message, memory);
  let run: Recorder | KeptTrace;
  try {
    run = task.type === 'record' ? await Recorder.open(task.options) : KeptTrace.open(task.file);
  } catch (error) {
    post({ type: 'notOpened', message: errorText(error) });
    return;
  }
  if (run instanceof Recorder) post({ type: 'opened', endpoint: run.endpoint });
  else post({ type: 'read', info: run.info });
  run.onUpdate(update => post({ type: 'update', update }));
  run.onNotices(notices => post({ type: 'notices', notices }));
  port.on('message', (message: ToRecorder) => {
    if (message.type === 'rootStarted') {
      if (run instanceof Recorder) run.rootStarted(message.pid);
      return;
    }
    if (message.type === 'debuggerSaid') {
      if (run instanceof Recorder) run.debuggerSaid(message.word);
      return;
    }
    answerOwner(run, message).then(
      value => {
        post({ type: 'answer', id: message.id, value }, memoryOf(value));
        // Nothing is asked after that; without an open port this thread ends by itself.
        if (message.name === 'dispose') port.close();
      },
      (error: unknown) => post({ type: 'refusal', id: message.id, message: errorText(error) }),
    );
  });
}

/** The memory of an answer's columns: it changes hands, for a copy of some megabytes would hold up both threads. */
function memoryOf(answer: RecorderAnswer): ArrayBuffer[] {
  if (typeof answer !== 'object' || answer === null || !('lanes' in answer)) return [];
  const { lanes, messages, bundles, wakeUps, queues } = answer;
  return [...lanes, messages, bundles, wakeUps, ...queues].flatMap(columns =>
    Object.values(columns).flatMap((column: unknown) =>
      ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
    ),
  );
}
