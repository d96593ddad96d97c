import type { StackFrame } from '../protocol/stacks.ts';
import { frameKey } from '../trace/stackTree.ts';
import { baseName } from './format.ts';
import * as strings from './strings.ts';

/** What one row of a stack shows: a call, or several together that are nobody's who reads it. */
export type StackRow =
  | { readonly kind: 'frame'; readonly frame: StackFrame }
  | { readonly kind: 'fold'; readonly frames: readonly StackFrame[]; readonly label: string };

/** A call that calls itself so often is one row. */
const leastRepeated = 3;

/**
 * Calls of the runtime and of libraries that follow each other become one row, and a call that is repeated; a single one
 * would win nothing.
 */
export function foldedRows(frames: readonly StackFrame[]): readonly StackRow[] {
  const rows: StackRow[] = [];
  let run: StackFrame[] = [];
  const end = () => {
    const [first, second] = run;
    if (first && second) rows.push({ kind: 'fold', frames: run, label: foldLabel(run) });
    else if (first) rows.push({ kind: 'frame', frame: first });
    run = [];
  };
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    if (frame?.origin !== 'program') {
      if (frame) run.push(frame);
      continue;
    }
    end();
    const repeated = repetition(frames, i);
    if (repeated.length >= leastRepeated) {
      const name = frame.name === '' ? strings.stacks.unnamed : frame.name;
      rows.push({ kind: 'fold', frames: repeated, label: strings.stacks.times(name, repeated.length) });
      i += repeated.length - 1;
    } else {
      rows.push({ kind: 'frame', frame });
    }
  }
  end();
  return rows;
}

/** The same call, as often as it follows itself from there on. */
function repetition(frames: readonly StackFrame[], from: number): readonly StackFrame[] {
  const key = frames[from] && frameKey(frames[from]);
  let end = from;
  for (let frame = frames[end]; frame && frameKey(frame) === key; frame = frames[end]) end++;
  return frames.slice(from, end);
}

function foldLabel(frames: readonly StackFrame[]): string {
  const text = strings.stacks;
  const owners = [...new Set(frames.map(ownerOf))];
  const [one = '', other] = owners;
  const whose = other === undefined ? one : owners.length === 2 ? text.and(one, other) : text.others(one);
  return text.framesOf(frames.length, whose);
}

const packageName = /.*[\\/](?:node_modules|site-packages|dist-packages)[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;

/** Whose code it is: a module of the runtime, or a package. */
export function ownerOf({ place, generated, origin }: StackFrame): string {
  const file = (place ?? generated)?.file;
  if (file === undefined) return strings.stacks[origin === 'library' ? 'library' : 'runtime'];
  if (file.startsWith('node:')) return /^node:[^/]+/.exec(file)?.[0] ?? file;
  const name = packageName.exec(file)?.[1]?.replaceAll('\\', '/');
  return name ?? baseName(file);
}
