/** Tells, in a process of its own, so many records a second as long as it is asked to. */

import type { Endpoint } from '../../../src/protocol/wire.ts';
import { PoolStory } from './poolStory.ts';
import { StoryStreams } from './storyStreams.ts';

export interface RushTask {
  readonly endpoint: Endpoint;
  readonly lanes: number;
  readonly recordsPerSecond: number;
  readonly seconds: number;
}

export interface RushResult {
  readonly records: number;
  /** It takes longer when it does not get a core. */
  readonly seconds: number;
}

const tickMs = 5;

function rush({ endpoint, lanes, recordsPerSecond, seconds }: RushTask): Promise<RushResult> {
  const streams = new StoryStreams(endpoint);
  const story = new PoolStory(lanes, streams, Number(process.hrtime.bigint()));
  story.tellUpTo(1);
  const begunMs = performance.now();
  const first = story.records;
  return new Promise(resolve => {
    const timer = setInterval(() => {
      const elapsedMs = Math.min(seconds * 1000, performance.now() - begunMs);
      story.tellUpTo(first + (recordsPerSecond * elapsedMs) / 1000);
      streams.flush();
      if (elapsedMs < seconds * 1000) return;
      clearInterval(timer);
      resolve({ records: story.records - first, seconds: (performance.now() - begunMs) / 1000 });
    }, tickMs);
  });
}

process.once('message', (task: RushTask) => {
  void rush(task).then(result => {
    process.send?.(result);
    process.disconnect();
  });
});
