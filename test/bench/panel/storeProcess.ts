/** Records long pools and asks for windows of them. In a process of its own, started with --expose-gc. */

import { Collector } from '../../../src/engine/collector.ts';
import { Intake } from '../../../src/engine/intake.ts';
import { makeRunFolder, removeRunFolder } from '../../../src/engine/runFolder.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { queryWindow } from '../../../src/trace/window.ts';
import { PoolStory } from './poolStory.ts';
import { StoryStreams } from './storyStreams.ts';
import type { StoreFigures, StoreTask } from './store.ts';

/** As many as are written before they are read. */
const recordsPerRound = 500_000;
const widthPx = 1500;
const shownLanes = 60;
/** Windows from the whole run down to a microsecond per pixel. */
const zoomStep = 4;
const leastNsPerPx = 1000;
const positions = 5;
const repetitions = 5;

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measure({ lanes, sizes }: StoreTask, report: (figures: StoreFigures) => void): void {
  const endpoint = makeRunFolder(1 << 30);
  try {
    const trace = new Trace();
    const collector = new Collector(endpoint, new Intake(trace));
    const writers = new StoryStreams(endpoint);
    const story = new PoolStory(lanes, writers);
    story.tellUpTo(1);
    writers.flush();
    while (collector.collect(true) > 0);
    const emptyBytes = bytesInUse();
    const emptyRecords = story.records;
    let cpuSeconds = 0;
    for (const size of sizes) {
      const before = { records: story.records, cpuSeconds };
      while (story.records < size) {
        story.tellUpTo(Math.min(size, story.records + recordsPerRound));
        writers.flush();
        const begun = process.cpuUsage();
        while (collector.collect(true) > 0);
        const { user, system } = process.cpuUsage(begun);
        cpuSeconds += (user + system) / 1e6;
      }
      const bytes = bytesInUse() - emptyBytes;
      // The first time, code is not compiled yet.
      measureWindows(trace, story.nowNs);
      report({
        lanes,
        records: story.records,
        bytesPerRecord: bytes / (story.records - emptyRecords),
        recordsPerSecond: (story.records - before.records) / (cpuSeconds - before.cpuSeconds),
        windows: measureWindows(trace, story.nowNs),
      });
    }
  } finally {
    removeRunFolder(endpoint.folder);
  }
}

/** For each zoom, the time of a window's answer: of several places the slowest, of several tries the median. */
function measureWindows(trace: Trace, nowNs: number): StoreFigures['windows'] {
  const wholeNs = nowNs - trace.originNs;
  const threads = trace.threads.slice(0, shownLanes).map(thread => thread.key);
  const windows: StoreFigures['windows'][number][] = [];
  for (let lengthNs = wholeNs; lengthNs / widthPx > leastNsPerPx; lengthNs /= zoomStep) {
    let slowestMs = 0;
    for (let position = 0; position < positions; position++) {
      const fromNs = ((wholeNs - lengthNs) * position) / (positions - 1);
      const query = { fromNs, toNs: fromNs + lengthNs, widthPx, threads, maxMessages: 300 };
      const times: number[] = [];
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const begunMs = performance.now();
        queryWindow(trace, query, nowNs);
        times.push(performance.now() - begunMs);
      }
      slowestMs = Math.max(slowestMs, times.sort((a, b) => a - b)[repetitions >> 1] ?? 0);
    }
    windows.push({ nsPerPx: lengthNs / widthPx, slowestMs });
  }
  return windows;
}

const task = JSON.parse(process.argv[2] ?? '{}') as StoreTask;
const all: StoreFigures[] = [];
measure(task, figures => all.push(figures));
process.send?.(all);
process.disconnect();
