import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RecorderClient } from '../../../src/engine/recorderClient.ts';
import { helperEnded, nextWord, startHelper } from '../helpers.ts';
import { formatTable } from '../table.ts';
import type { RushResult, RushTask } from './rushProcess.ts';

/** How late the event loop of a recorder's owner was, in milliseconds: the extension host, where others live too. */
export interface DelayFigures {
  readonly lanes: number;
  readonly recordsPerSecond: number;
  readonly updates: number;
  readonly windows: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

const seconds = 10;
/** Finer than what is asked about. */
const resolutionMs = 2;
const windowEveryMs = 100;

/** Owns a recorder while threads tell so much, takes its updates, and asks for a window ten times a second. */
export async function measureHostDelay(lanes: number, recordsPerSecond: number): Promise<DelayFigures> {
  const client = await RecorderClient.open();
  const helper = startHelper('rushProcess');
  try {
    let updates = 0;
    let windows = 0;
    let nowNs = 1;
    client.onUpdate(update => {
      updates++;
      ({ nowNs } = update);
    });
    const task: RushTask = { endpoint: client.endpoint, lanes, recordsPerSecond, seconds };
    helper.send(task);
    const threads = Array.from({ length: Math.min(60, lanes) }, (_, key) => key);
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const asking = setInterval(() => {
      void client
        .window({ fromNs: 0, toNs: nowNs, widthPx: 1500, threads, maxMessages: 300 })
        .then(() => windows++);
    }, windowEveryMs);
    const told = await nextWord<RushResult>(helper);
    clearInterval(asking);
    delay.disable();
    await helperEnded(helper);
    // A timer that is due in so many milliseconds and comes then is not late.
    const late = (ns: number) => Math.max(0, ns / 1e6 - resolutionMs);
    return {
      lanes,
      recordsPerSecond: told.records / told.seconds,
      updates,
      windows,
      medianMs: late(delay.percentile(50)),
      p99Ms: late(delay.percentile(99)),
      mostMs: late(delay.max),
    };
  } finally {
    await client.dispose();
  }
}

export function delayTable(figures: readonly DelayFigures[]): string {
  return formatTable(
    ['lanes', 'events/s', 'updates', 'windows', 'delay: median', '99 %', 'most'],
    figures.map(({ lanes, recordsPerSecond, updates, windows, medianMs, p99Ms, mostMs }) => [
      String(lanes),
      Math.round(recordsPerSecond).toLocaleString('en'),
      String(updates),
      String(windows),
      `${medianMs.toFixed(1)} ms`,
      `${p99Ms.toFixed(1)} ms`,
      `${mostMs.toFixed(1)} ms`,
    ]),
    0,
  );
}
