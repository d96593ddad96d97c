import type { Seen } from './harness.ts';

/** What is different about a program that is watched, in a sentence or a few lines each. */
export function differences(alone: Seen, watched: Seen, unordered: boolean): string[] {
  const found: string[] = [];
  if (alone.exitCode !== watched.exitCode)
    found.push(`exit code ${alone.exitCode} became ${watched.exitCode}`);
  if (alone.signal !== watched.signal) found.push(`signal ${alone.signal} became ${watched.signal}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const [before, after] = [alone[stream], watched[stream]].map(text => normalLines(text, unordered)) as [
      string[],
      string[],
    ];
    const at = before.findIndex((line, index) => line !== after[index]);
    if (at < 0 && before.length === after.length) continue;
    const first = at < 0 ? before.length : at;
    const shift = firstDifference(before[first] ?? '', after[first] ?? '');
    const show = (lines: readonly string[], mark: string): string =>
      lines
        .slice(first, first + 5)
        .map(line => `\n${mark} ${clip(line, shift)}`)
        .join('');
    found.push(
      `${stream}, from line ${first + 1} of ${before.length}:${show(before, '-')}${show(after, '+')}`,
    );
  }
  return found;
}

/** The pid in front of Node's warnings is another one in every run. */
function normalLines(text: string, unordered: boolean): string[] {
  const lines = text.replace(/^\(node:\d+\)/gm, '(node:PID)').split('\n');
  return unordered ? lines.sort() : lines;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

/** A long line is shown from shortly before the place that differs. */
function clip(line: string, at: number): string {
  const start = line.length > 160 ? Math.max(0, at - 60) : 0;
  return `${start > 0 ? '…' : ''}${line.slice(start, start + 160)}`;
}
