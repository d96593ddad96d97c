import { PanelPages } from '../../panel/support/panelPage.ts';
import { spreadOf } from '../statistics.ts';
import { formatTable } from '../table.ts';

export interface ViewTask {
  readonly lanes: number;
  readonly records: number;
}

export interface ViewFigures extends ViewTask {
  readonly frames: number;
  readonly script: { readonly medianMs: number; readonly p95Ms: number; readonly mostMs: number };
  /** From frame to frame. */
  readonly interval: { readonly medianMs: number; readonly p95Ms: number };
  readonly blankFrames: number;
  /** Frames painted in a second in which nothing changed. */
  readonly idlePaints: number;
}

const frames = 480;
const size = { width: 1700, height: 1360 + 120 };
const scripts = { host: 'test/bench/panel/page.ts', worker: 'test/bench/panel/traceWorker.ts' };

function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

function quantile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
}

/** The panel in a real browser: what it costs to pan and zoom through traces of several lengths. */
export async function measureView(tasks: readonly ViewTask[]): Promise<readonly ViewFigures[]> {
  const pages = await PanelPages.open(scripts);
  try {
    const figures: ViewFigures[] = [];
    for (const task of tasks) figures.push(await measureTask(pages, task));
    return figures;
  } finally {
    await pages.close();
  }
}

async function measureTask(pages: PanelPages, { lanes, records }: ViewTask): Promise<ViewFigures> {
  const page = await pages.page(size);
  page.setDefaultTimeout(300_000);
  try {
    await page.evaluate(task => window.panelBench.begin(task.lanes, task.records), { lanes, records });
    // The first time, code is not compiled yet.
    await page.evaluate(count => window.panelBench.travel(count), frames);
    const seen = await page.evaluate(count => window.panelBench.travel(count), frames);
    const idlePaints = await page.evaluate(() => window.panelBench.paintsWhileIdle(1000));
    const script = sorted(seen.map(frame => frame.scriptMs));
    const interval = sorted(seen.map(frame => frame.intervalMs));
    return {
      lanes,
      records,
      frames: seen.length,
      script: {
        medianMs: spreadOf(script).median,
        p95Ms: quantile(script, 0.95),
        mostMs: quantile(script, 1),
      },
      interval: { medianMs: spreadOf(interval).median, p95Ms: quantile(interval, 0.95) },
      blankFrames: seen.filter(frame => frame.isBlank).length,
      idlePaints,
    };
  } finally {
    await page.context().close();
  }
}

export interface LiveFigures {
  readonly lanes: number;
  readonly recordsPerSecond: number;
  readonly frames: number;
  readonly script: { readonly medianMs: number; readonly p95Ms: number };
  readonly interval: { readonly medianMs: number; readonly p95Ms: number };
  /** Share of the frames in which the lanes were painted anew. */
  readonly painted: number;
}

const liveMs = 8000;
const recordsPerJob = 7.1;

/** What it costs to follow a run that lives: the whole of it, from its begin on. */
export async function measureLive(lanes: number, jobsPerSecond: number): Promise<LiveFigures> {
  const pages = await PanelPages.open(scripts);
  try {
    const page = await pages.page(size);
    page.setDefaultTimeout(300_000);
    // On average two thirds of the longest pause.
    const task = { lanes, paceNs: 1.6e9 / jobsPerSecond, forMs: liveMs };
    await page.evaluate(task => window.panelBench.follow(task), { ...task, forMs: 1000 });
    await page.waitForTimeout(500);
    const seen = (await page.evaluate(task => window.panelBench.follow(task), task)).slice(10);
    const script = sorted(seen.map(frame => frame.scriptMs));
    const interval = sorted(seen.map(frame => frame.intervalMs));
    return {
      lanes,
      recordsPerSecond: jobsPerSecond * recordsPerJob,
      frames: seen.length,
      script: { medianMs: spreadOf(script).median, p95Ms: quantile(script, 0.95) },
      interval: { medianMs: spreadOf(interval).median, p95Ms: quantile(interval, 0.95) },
      painted: seen.filter(frame => !frame.isBlank).length / seen.length,
    };
  } finally {
    await pages.close();
  }
}

export function liveTable(figures: readonly LiveFigures[]): string {
  return formatTable(
    [
      'events a second',
      'lanes',
      'script: median',
      '95 %',
      'frame to frame: median',
      '95 %',
      'frames painted',
    ],
    figures.map(({ lanes, recordsPerSecond, script, interval, painted }) => [
      Math.round(recordsPerSecond).toLocaleString('en'),
      String(lanes),
      `${script.medianMs.toFixed(2)} ms`,
      `${script.p95Ms.toFixed(2)} ms`,
      `${interval.medianMs.toFixed(1)} ms`,
      `${interval.p95Ms.toFixed(1)} ms`,
      `${(painted * 100).toFixed(0)} %`,
    ]),
    0,
  );
}

export function viewTable(figures: readonly ViewFigures[]): string {
  return formatTable(
    [
      'events',
      'lanes',
      'script: median',
      '95 %',
      'most',
      'frame to frame: median',
      '95 %',
      'blank',
      'idle paints',
    ],
    figures.map(({ records, lanes, script, interval, blankFrames, idlePaints }) => [
      records.toLocaleString('en'),
      String(lanes),
      `${script.medianMs.toFixed(2)} ms`,
      `${script.p95Ms.toFixed(2)} ms`,
      `${script.mostMs.toFixed(2)} ms`,
      `${interval.medianMs.toFixed(1)} ms`,
      `${interval.p95Ms.toFixed(1)} ms`,
      String(blankFrames),
      String(idlePaints),
    ]),
    0,
  );
}
