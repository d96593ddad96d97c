import type { TraceAnswer, TraceQuestion, WindowAnswer, WindowQuery } from '../protocol/panel.ts';
import type { RunSummary } from '../trace/summary.ts';
import type { RecorderTalk } from './recorderTalk.ts';
import type { Disposable, RecordedRun, TraceUpdate } from './recording.ts';

/** A run whose trace is in another thread or process: what is asked of it is asked there. */
export abstract class RunElsewhere implements RecordedRun {
  protected readonly talk: RecorderTalk;

  protected constructor(talk: RecorderTalk) {
    this.talk = talk;
  }

  abstract dispose(): Promise<void>;

  onUpdate(listener: (update: TraceUpdate) => void): Disposable {
    return this.talk.onUpdate(listener);
  }

  onNotices(listener: (notices: readonly string[]) => void): Disposable {
    return this.talk.onNotices(listener);
  }

  snapshot(): Promise<TraceUpdate> {
    return this.talk.ask('snapshot', null);
  }

  window(query: WindowQuery): Promise<WindowAnswer> {
    return this.talk.ask('window', query);
  }

  ask(question: TraceQuestion): Promise<TraceAnswer> {
    return this.talk.ask('trace', question);
  }

  summary(command: readonly string[]): Promise<RunSummary> {
    return this.talk.ask('summary', command);
  }
}
