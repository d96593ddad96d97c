import type { ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';

/** One line of a printed stack, with the place it names, if it names one that can be opened. */
export interface StackLine {
  readonly text: string;
  readonly place: SourcePlace | null;
  /** Not the runtime's own code and not a package's: where the reader's own mistakes are. */
  readonly isUserCode: boolean;
}

// `at fn (file:///a/b.mjs:3:5)`, `at async /a/b.js:3:5`, `at C:\a\b.js:3:5`
const nodeFrame = /^\s*at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?\s*$/;
// `  File "/a/b.py", line 3, in fn`
const pythonFrame = /^\s*File "([^"]+)", line (\d+)/;

/** Folders of packages, and of Python's standard library. */
const packages = /[\\/](node_modules|site-packages|dist-packages|lib[\\/]python3\.\d+|<frozen [^>]*)[\\/]/;

export function stackLines(stack: string): readonly StackLine[] {
  return stack.split('\n').flatMap(text => {
    if (text.trim() === '') return [];
    const place = placeIn(text);
    const isUserCode = place !== null && !packages.test(place.file);
    return [{ text: text.trimEnd(), place, isUserCode }];
  });
}

export function firstUserPlace(stack: string): SourcePlace | null {
  const lines = [...stackLines(stack)];
  // Python prints the innermost call last.
  if (lines.some(line => pythonFrame.test(line.text))) lines.reverse();
  return (lines.find(line => line.isUserCode) ?? lines.find(line => line.place))?.place ?? null;
}

/** The line on which a thread failed, if its error names one. */
export function failedAt({ error }: Pick<ThreadView, 'error'>): SourcePlace | null {
  return error?.stack ? firstUserPlace(error.stack) : null;
}

function placeIn(text: string): SourcePlace | null {
  const node = nodeFrame.exec(text);
  if (node) return { file: node[1] ?? '', line: Number(node[2]), column: Number(node[3]) };
  const python = pythonFrame.exec(text);
  if (python) return { file: python[1] ?? '', line: Number(python[2]), column: 1 };
  return null;
}
