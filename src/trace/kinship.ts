import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from './entities.ts';

/** A thread said that it started a process. */
interface Spawn {
  readonly by: ThreadRecord;
  readonly timeNs: Nanoseconds;
  readonly at: SourcePlace | null;
}

/**
 * Which process is whose child, and which thread started it. Streams are read in any order, a parent may be over
 * by then, and between two processes of the run there may be others that are not: so a process asks again
 * whenever somebody new could be its parent.
 */
export class Kinship {
  private readonly spawns = new Map<number, Spawn[]>();

  constructor(
    private readonly processes: readonly ProcessRecord[],
    private readonly changed: (process: ProcessRecord) => void,
  ) {}

  /** A process told of itself. */
  introduce(process: ProcessRecord): void {
    this.findParent(process);
    for (const other of this.processes) {
      if (other === process || ![other.parentPid, other.ancestorPid].includes(process.pid)) continue;
      this.findParent(other);
      this.findSpawn(other.threads.get(0));
    }
  }

  mainBegan(main: ThreadRecord): void {
    this.findSpawn(main);
  }

  spawned(pid: number, spawn: Spawn): void {
    const spawns = this.spawns.get(pid);
    if (spawns === undefined) this.spawns.set(pid, [spawn]);
    else spawns.push(spawn);
    for (const process of this.processes) {
      if (process.pid === pid || process.parentPid === pid) this.findSpawn(process.threads.get(0));
    }
  }

  private findParent(process: ProcessRecord): void {
    const parent =
      this.living(process.parentPid, process) ?? this.living(process.ancestorPid, process) ?? null;
    if (parent === null || parent.key === process.parent) return;
    process.parent = parent.key;
    this.changed(process);
  }

  /** Of those that had a pid one after the other, the one that had it when `child` began. */
  private living(pid: number, child: ProcessRecord): ProcessRecord | undefined {
    return latest(
      this.processes.filter(process => process.pid === pid && process !== child),
      process => process.startedNs,
      child.startedNs,
    );
  }

  /** Its own process was started; or that of a shell, or whatever it is that is no process of the run. */
  private findSpawn(main: ThreadRecord | undefined): void {
    if (main === undefined) return;
    const { process } = main;
    const started = (pid: number): Spawn | undefined =>
      latest(this.spawns.get(pid) ?? [], spawn => spawn.timeNs, process.startedNs);
    const isParentKnown = this.living(process.parentPid, process) !== undefined;
    const spawn = started(process.pid) ?? (isParentKnown ? undefined : started(process.parentPid));
    if (spawn?.by.process === process || main.spawnedBy === (spawn?.by ?? null)) return;
    main.spawnedBy = spawn?.by ?? null;
    main.createdAt = spawn?.at ?? null;
    this.changed(process);
  }
}

function latest<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => Nanoseconds,
  untilNs: Nanoseconds,
): Item | undefined {
  let found: Item | undefined;
  for (const item of items) {
    if (timeOf(item) <= untilNs && (found === undefined || timeOf(item) >= timeOf(found))) found = item;
  }
  return found;
}
