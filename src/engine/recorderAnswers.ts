import type { RecorderQuestionName, RecorderQuestions, ToRecorder } from './recorderMessages.ts';
import type { RecordedRun, Recording } from './recording.ts';

type Question = Extract<ToRecorder, { type: 'ask' }>;
export type RecorderAnswer = RecorderQuestions[RecorderQuestionName]['answer'];

/** What only the one may ask who started the run: it changes something. */
export type OwnersQuestion = Extract<
  Question,
  { name: 'rootEnded' | 'terminate' | 'captureStacks' | 'variables' | 'dispose' }
>;
export type LookersQuestion = Exclude<Question, OwnersQuestion>;

/** Answers whoever looks at a run. */
export function answerLooker(run: RecordedRun, question: LookersQuestion): Promise<RecorderAnswer> {
  switch (question.name) {
    case 'snapshot':
      return run.snapshot();
    case 'window':
      return run.window(question.argument);
    case 'trace':
      return run.ask(question.argument);
    case 'summary':
      return run.summary(question.argument);
  }
}

/** Answers whoever the run belongs to. @param run one that is recorded, or one that was kept */
export async function answerOwner(run: RecordedRun | Recording, question: Question): Promise<RecorderAnswer> {
  switch (question.name) {
    case 'rootEnded':
      if ('rootEnded' in run) await run.rootEnded(question.argument);
      return null;
    case 'terminate':
      return 'terminate' in run && (await run.terminate(question.argument));
    case 'captureStacks':
      if (!('captureStacks' in run)) throw new Error('A run that was kept has no stacks any more.');
      return run.captureStacks(question.argument);
    case 'variables':
      return 'variables' in run ? run.variables(question.argument) : null;
    case 'dispose':
      await run.dispose();
      return null;
    default:
      return answerLooker(run, question);
  }
}
