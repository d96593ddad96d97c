import { mostFields, recordKinds, type RecordKind } from '../../../src/protocol/wire.ts';
import { StreamReader } from '../../../src/trace/streamReader.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { hello, token } from '../../trace/told.ts';
import { PoolStory, type StoryTeller } from './poolStory.ts';

const pid = 100;

/** What threads tell, straight into a trace: no files, so that it can be done in a browser, too. */
class TraceTeller implements StoryTeller {
  private readonly readers: StreamReader[] = [];
  private readonly fields = new Float64Array(mostFields);

  constructor(private readonly trace: Trace) {}

  hello(thread: number, timeNs: number, more: Parameters<StoryTeller['hello']>[2]): void {
    this.readers[thread] = new StreamReader(this.trace, token, pid, thread);
    const { text } = hello(thread, timeNs / 1e6, more);
    this.record(thread, recordKinds.hello, 0, 0, timeNs, JSON.stringify(text));
  }

  created(worker: number, timeNs: number, text: Parameters<StoryTeller['created']>[2]): void {
    this.record(0, recordKinds.workerCreated, 0, worker, timeNs, JSON.stringify(text));
  }

  tell(...[thread, kind, detail, id, timeNs, f0, f1]: Parameters<StoryTeller['tell']>): void {
    this.fields[0] = f0;
    this.fields[1] = f1;
    this.record(
      thread,
      kind,
      detail,
      id,
      timeNs,
      kind === recordKinds.endOpened ? '{"kind":"parent"}' : null,
    );
  }

  message(...[thread, kind, id, timeNs, number]: Parameters<StoryTeller['message']>): void {
    const isSent = kind === recordKinds.sentPacked;
    this.fields[0] = isSent ? NaN : number;
    this.fields[1] = isSent ? number : NaN;
    this.record(thread, isSent ? recordKinds.sent : recordKinds.received, 0, id, timeNs, null);
  }

  private record(
    thread: number,
    kind: RecordKind,
    detail: number,
    id: number,
    timeNs: number,
    text: string | null,
  ): void {
    this.readers[thread]?.record(kind, detail, id, timeNs, this.fields, text);
  }
}

/** A pool of so many threads, and the trace of what it tells. */
export function poolTrace(lanes: number, paceNs?: number): { trace: Trace; story: PoolStory } {
  const trace = new Trace();
  return { trace, story: new PoolStory(lanes, new TraceTeller(trace), undefined, paceNs) };
}
