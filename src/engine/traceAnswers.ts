import type { TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';
import { answerQuestion } from '../trace/questions.ts';
import type { RunSummary } from '../trace/summary.ts';
import { summarize } from '../trace/summarize.ts';
import { observerView, processView, threadView } from '../trace/views.ts';
import { queryWindow } from '../trace/window.ts';
import type { Intake } from './intake.ts';
import type { TraceUpdate } from './recording.ts';

/** Answers what is asked of a trace, be it of a run that lives or of one that was kept. */
export class TraceAnswers {
  constructor(
    private readonly intake: Intake,
    /** What time it is for this trace. */
    private readonly nowNs: () => Nanoseconds,
  ) {}

  snapshot(number: number): TraceUpdate {
    const { trace, recorderShare } = this.intake;
    const nowNs = this.nowNs();
    return {
      type: 'update',
      number,
      snapshot: true,
      nowNs: nowNs - trace.originNs,
      processes: trace.processes.map(process => processView(trace, process)),
      threads: trace.threads.map(thread => threadView(trace, thread, nowNs)),
      observer: observerView(trace, recorderShare),
      findings: trace.findings.views(trace.originNs),
    };
  }

  window(query: WindowQuery): WindowAnswer {
    return queryWindow(this.intake.trace, query, this.nowNs());
  }

  ask(question: TraceQuestion): TraceAnswer {
    return answerQuestion(this.intake.trace, question, this.nowNs());
  }

  summary(command: readonly string[], notices: readonly string[]): RunSummary {
    const { exitCode, signal } = this.intake.rootEnd ?? { exitCode: null, signal: null };
    return summarize(
      this.intake.trace,
      { command: hideSecrets(command), exitCode, signal, notices },
      this.nowNs(),
    );
  }
}
