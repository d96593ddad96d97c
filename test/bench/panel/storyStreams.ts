import { ThreadStream } from '../../../src/probe/node/stream.ts';
import { streamName } from '../../../src/protocol/segments.ts';
import { recordKinds, type Endpoint } from '../../../src/protocol/wire.ts';
import { hello } from '../../trace/told.ts';
import type { StoryTeller } from './poolStory.ts';

/** Writes what threads tell as their probes do: one stream each. */
export class StoryStreams implements StoryTeller {
  private readonly streams: ThreadStream[] = [];

  constructor(
    private readonly endpoint: Endpoint,
    /** Of a process that lives, or the recorder takes it for dead. */
    private readonly pid = process.pid,
  ) {}

  hello(thread: number, timeNs: number, more: Parameters<StoryTeller['hello']>[2]): void {
    const stream = new ThreadStream(this.endpoint, streamName(this.pid, thread, 'a'));
    this.streams[thread] = stream;
    const { text } = hello(thread, timeNs / 1e6, { token: this.endpoint.token, pid: this.pid, ...more });
    stream.lifecycle(recordKinds.hello, 0, 0, timeNs, text ?? {});
  }

  created(worker: number, timeNs: number, text: Parameters<StoryTeller['created']>[2]): void {
    this.streams[0]?.lifecycle(recordKinds.workerCreated, 0, worker, timeNs, text);
  }

  tell(...[thread, kind, detail, id, timeNs, f0, f1]: Parameters<StoryTeller['tell']>): void {
    const stream = this.streams[thread];
    if (kind === recordKinds.endOpened) stream?.lifecycle(kind, detail, id, timeNs, { kind: 'parent' });
    else stream?.event(kind, detail, id, timeNs, f0, f1);
  }

  message(...[thread, kind, id, timeNs, number]: Parameters<StoryTeller['message']>): void {
    const stream = this.streams[thread];
    if (stream === undefined) return;
    stream.timeNs = timeNs;
    stream.packed(kind, id, number);
  }

  flush(): void {
    for (const stream of this.streams) stream.flush();
  }
}
