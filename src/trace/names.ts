import type { ProcessRecord, ThreadRecord } from './entities.ts';

const notKnownYet = 'thread';

/** Names of one process: which are given, and which file the short name of a file stands for. */
interface ProcessNames {
  readonly given: Set<string>;
  /** Of each name the number that was given last. */
  readonly numbers: Map<string, number>;
  readonly files: Map<string, string>;
}

interface Named {
  readonly name: string;
  /** What it is named after. News of a thread comes in any order, and a name of its own is better than any other. */
  readonly source: ThreadRecord['name'] | ThreadRecord['constructed'];
}

/**
 * Gives each thread of a process a name that no other has: its own where it has one, else what it runs and the
 * how-manieth it is.
 */
export class ThreadNames {
  /** Called with a thread that was given a name just now: which it is depends on who was asked for before. */
  onGiven: (thread: ThreadRecord) => void = () => undefined;
  private readonly names = new Map<ThreadRecord, Named>();
  private readonly processes = new Map<ProcessRecord, ProcessNames>();

  of(thread: ThreadRecord): string {
    const source = thread.name ?? thread.constructed;
    if (thread.name === null && thread.isMain) return 'main';
    const known = this.names.get(thread);
    if (known?.source === source) return known.name;
    const names = this.namesOf(thread);
    if (known !== undefined) names.given.delete(known.name);
    const name =
      thread.name === null ? ordinal(names, codeName(names, thread), 1) : unlikeOthers(names, thread.name);
    this.names.set(thread, { name, source });
    names.given.add(name);
    this.onGiven(thread);
    return name;
  }

  private namesOf({ process }: ThreadRecord): ProcessNames {
    let names = this.processes.get(process);
    if (names === undefined)
      this.processes.set(
        process,
        (names = { given: new Set(['main']), numbers: new Map(), files: new Map() }),
      );
    return names;
  }
}

/** The threads of a pool often have one name between them. */
function unlikeOthers(names: ProcessNames, name: string): string {
  return names.given.has(name) ? ordinal(names, name, 2) : name;
}

function ordinal({ given, numbers }: ProcessNames, base: string, first: number): string {
  let number = (numbers.get(base) ?? first - 1) + 1;
  while (given.has(`${base} #${number}`)) number++;
  // A number that was given for a while only is given again.
  if (base !== notKnownYet) numbers.set(base, number);
  return `${base} #${number}`;
}

function codeName({ files }: ProcessNames, { constructed }: ThreadRecord): string {
  if (constructed === null) return notKnownYet;
  if (constructed.kind === 'eval') return 'eval';
  if (constructed.file === null) return 'worker';
  if (constructed.file.startsWith('data:')) return 'data URL';
  const file = pathOf(constructed.file);
  const [, folder, base = ''] = /^(?:.*?([^\\/]+)[\\/]+)?([^\\/]*)$/.exec(file) ?? [];
  const short = base.replace(/\.[cm]?[jt]sx?$/, '');
  if (short === '') return 'worker';
  const known = files.get(short);
  if (known === undefined) files.set(short, file);
  // A name that says little, or is another file's, is told with its folder.
  const isClear = short !== 'index' && (known === undefined || known === file);
  return isClear || folder === undefined || /^\.+$/.test(folder) ? short : `${folder}/${short}`;
}

/** Of a URL its path, so that a file is one file however it was named. */
function pathOf(file: string): string {
  if (!/^[a-z][a-z\d+.-]+:/i.test(file)) return file;
  const path = file.replace(/[?#].*$/, '').replace(/^file:\/\//i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
