import type { Duration, Pair } from './pairs.ts';
import type { BenchProgram } from './programs.ts';
import { medianOf, spreadOf } from './statistics.ts';
import { formatTable } from './table.ts';

/** All pairs of a program and one way of watching it. */
export interface Result {
  readonly program: BenchProgram;
  readonly way: string;
  readonly pairs: readonly Pair<Duration>[];
}

/** Ratios watched / bare: of the whole process, which is what a user waits for, and of the program's main work. */
export function ratioTable(results: readonly Result[]): string {
  const rows = results.map((result, index) => {
    const { program, way, pairs } = result;
    const wall = spreadOf(pairs.map(({ bare, watched }) => watched.wallMs / bare.wallMs));
    const own = spreadOf(pairs.map(({ bare, watched }) => watched.ownMs / bare.ownMs));
    return [
      // Rows of one program stand below each other: its name is said once.
      results[index - 1]?.program === program ? '' : program.name,
      way,
      String(pairs.length),
      medianOf(pairs.map(({ bare }) => bare.wallMs)).toFixed(0),
      `${wall.median.toFixed(3)}×`,
      `${wall.lowerQuartile.toFixed(3)} … ${wall.upperQuartile.toFixed(3)}`,
      `${wall.min.toFixed(2)} … ${wall.max.toFixed(2)}`,
      `${own.median.toFixed(3)}×`,
      `${own.lowerQuartile.toFixed(3)} … ${own.upperQuartile.toFixed(3)}`,
      addedEach(result),
    ];
  });
  const whole = ['program', 'with', 'pairs', 'bare ms', 'time', 'quartiles', 'min … max'];
  const own = ['own time', 'its quartiles', 'added to it'];
  return formatTable([...whole, ...own], rows, 2);
}

/** What being watched adds to each of the things that a program does many of, by its own clock. */
function addedEach({ program: { unit }, pairs }: Result): string {
  if (unit === null) return '';
  const ms = medianOf(pairs.map(({ bare, watched }) => (watched.ownMs - bare.ownMs) / unit.count));
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms);
  const text = size < 0.1 ? `${(size * 1e3).toFixed(2)} µs` : `${size.toFixed(2)} ms`;
  return `${sign}${text} per ${unit.name}`;
}

/**
 * Workers that end sooner than a debugger attaches are missed where they do not wait for it. That is no failure
 * of the benchmark, but whoever compares should know what was not seen for that price.
 */
export function missedByDebugger(results: readonly Result[]): string {
  const lines = results.flatMap(({ program, pairs }) => {
    const attached = pairs.flatMap(({ watched }) => watched.attached ?? []);
    const least = Math.min(...attached);
    if (attached.length === 0 || least >= program.threads) return [];
    return [`${program.name}: the debugger attached to ${least} of ${program.threads} threads only\n`];
  });
  return lines.join('');
}

/** What recording takes beside the program: it has the same cores. */
export function recorderTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ program, pairs }) => {
    const runs = pairs.flatMap(({ watched }) =>
      watched.told === null ? [] : [{ ...watched.told, wallMs: watched.wallMs }],
    );
    if (runs.length === 0) return [];
    return [
      [
        program.name,
        medianOf(runs.map(({ cpuMs }) => cpuMs)).toFixed(0),
        `${(medianOf(runs.map(({ cpuMs, wallMs }) => cpuMs / wallMs)) * 100).toFixed(0)} %`,
        medianOf(runs.map(({ backlogMs }) => backlogMs)).toFixed(0),
        Math.max(...runs.map(({ peakMemoryMb }) => peakMemoryMb)).toFixed(0),
      ],
    ];
  });
  return formatTable(['recorder', 'CPU ms', 'of a core', 'ms behind at the end', 'peak MB'], rows);
}
