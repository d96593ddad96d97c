import type { ThreadRecord } from './entities.ts';

/** Gives threads without a name of their own a useful one: what they run, and the how-manieth they are. */
export class ThreadNames {
  private readonly given = new Map<ThreadRecord, string>();
  private readonly counts = new Map<string, number>();

  of(thread: ThreadRecord): string {
    if (thread.name !== null) return thread.name;
    if (thread.isMain) return 'main';
    let name = this.given.get(thread);
    if (name === undefined) {
      const base = baseName(thread);
      const key = `${thread.process.key} ${base}`;
      const ordinal = (this.counts.get(key) ?? 0) + 1;
      this.counts.set(key, ordinal);
      name = `${base} #${ordinal}`;
      // Until its creation was read, what it runs is not known: then the name is not final.
      if (thread.constructed !== null) this.given.set(thread, name);
      else this.counts.set(key, ordinal - 1);
    }
    return name;
  }
}

function baseName(thread: ThreadRecord): string {
  const { constructed } = thread;
  if (constructed === null) return 'thread';
  if (constructed.kind === 'eval') return 'eval';
  const file = constructed.file?.replace(/[?#].*$/, '').replace(/^.*[\\/]/, '') ?? '';
  return file === '' || file === 'data:' ? 'worker' : file.replace(/\.[cm]?[jt]s$/, '');
}
