import type { LockView } from '../protocol/panel.ts';
import type { SyncObjectText } from '../protocol/texts.ts';
import type { BlockResult, BlockVerb } from '../protocol/wire.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { ProcessRecord, ThreadRecord } from './entities.ts';
import { made } from './made.ts';

/** A lock, condition, queue or the like of a Python process, as far as anybody waited for it. */
export interface SyncObject {
  readonly process: ProcessRecord;
  readonly number: number;
  readonly text: SyncObjectText;
  /** The threads that wait for it now. */
  readonly waits: Set<SyncWait>;
  /**
   * Who had it when that was told last: by one who began to wait for it, or one whose wait for it was over. Who gets
   * it without a wait tells nothing.
   */
  owner: ThreadRecord | null;
  /** How often it was had, and how often somebody had to wait for it; NaN until that is told. */
  acquired: number;
  contended: number;
  waited: number;
  longestWaitNs: number;
}

const future = 'Future';

/** A wait that lasts. */
export interface SyncWait {
  readonly thread: ThreadRecord;
  readonly object: SyncObject;
  readonly verb: BlockVerb;
  readonly sinceNs: Nanoseconds;
  /** Who had it when the wait began. */
  readonly owner: ThreadRecord | null;
}

/**
 * Python's locks and what else its threads wait for: who waits since when, behind whom. A lock that nobody waits
 * for costs its program next to nothing, and so who has it is not told.
 */
export class PythonLocks {
  private readonly objects = new Map<ProcessRecord, Map<number, SyncObject>>();
  private readonly waiting = new Map<ThreadRecord, SyncWait[]>();
  /** What others wait for that a thread has. */
  private readonly owned = new Map<ThreadRecord, Set<SyncWait>>();

  /** @param changed called with threads for which something is different now */
  constructor(private readonly changed: (thread: ThreadRecord) => void) {}

  made(process: ProcessRecord, number: number, text: SyncObjectText): void {
    this.of(process).set(number, newObject(process, number, text));
  }

  object(process: ProcessRecord, number: number): SyncObject {
    return made(this.of(process), number, () =>
      newObject(process, number, { kind: 'object', name: null, at: null }),
    );
  }

  waitBegins(wait: SyncWait): void {
    const { thread, object, owner } = wait;
    made(this.waiting, thread, () => []).push(wait);
    object.waits.add(wait);
    object.waited++;
    object.owner = owner;
    if (owner === null) return;
    made(this.owned, owner, () => new Set<SyncWait>()).add(wait);
    this.changed(owner);
  }

  waitEnds(thread: ThreadRecord, timeNs: Nanoseconds, result: BlockResult): void {
    const wait = this.waiting.get(thread)?.pop();
    if (wait === undefined) return;
    if (wait.verb === 'acquire' && result === 'ok') wait.object.owner = thread;
    this.drop(wait, timeNs);
  }

  tallied(process: ProcessRecord, number: number, acquired: number, contended: number): void {
    const object = this.object(process, number);
    object.acquired = acquired;
    object.contended = contended;
  }

  threadEnded(thread: ThreadRecord): void {
    for (const wait of this.waiting.get(thread) ?? []) this.drop(wait, thread.endedNs ?? wait.sinceNs);
    this.waiting.delete(thread);
  }

  /** What a thread waits for, and what it has that others wait for. */
  viewsOf(thread: ThreadRecord, originNs: Nanoseconds): LockView[] {
    if (thread.endedNs !== null) return [];
    const queued = (this.waiting.get(thread) ?? []).map(({ object, owner, sinceNs }): LockView => ({
      ...viewOf(object),
      state: 'queued',
      sinceNs: sinceNs - originNs,
      behind: owner === null || owner.endedNs !== null ? [] : [owner.key],
    }));
    const objects = new Set([...(this.owned.get(thread) ?? [])].map(wait => wait.object));
    const held = [...objects].map((object): LockView => ({
      ...viewOf(object),
      state: 'held',
      sinceNs: null,
      behind: [],
    }));
    return [...held, ...queued];
  }

  /** The objects for which so many threads wait now. */
  crowded(least: number): Set<SyncObject> {
    const found = new Set<SyncObject>();
    for (const waits of this.waiting.values()) {
      const object = waits[0]?.object;
      if (object !== undefined && object.waits.size >= least) found.add(object);
    }
    return found;
  }

  /** All that was ever waited for or told, but for futures that are over. */
  all(): SyncObject[] {
    return [...this.objects.values()].flatMap(objects => [...objects.values()]);
  }

  /** Those of whom others said that they have it. */
  ownersOf(object: SyncObject): ThreadRecord[] {
    return [...new Set([...object.waits].flatMap(({ owner }) => owner ?? []))];
  }

  private drop(wait: SyncWait, timeNs: Nanoseconds): void {
    const { object, owner, sinceNs } = wait;
    object.waits.delete(wait);
    object.longestWaitNs = Math.max(object.longestWaitNs, timeNs - sinceNs);
    if (object.text.kind === future && object.waits.size === 0) this.of(object.process).delete(object.number);
    if (owner === null) return;
    this.owned.get(owner)?.delete(wait);
    this.changed(owner);
  }

  private of(process: ProcessRecord): Map<number, SyncObject> {
    return made(this.objects, process, () => new Map<number, SyncObject>());
  }
}

/** What an object is called: by the code, else by what it is and its number. */
export function syncObjectName({ text, number }: SyncObject): string {
  // Of futures there may be a million, each waited for once.
  return text.name ?? (text.kind === future ? text.kind : `${text.kind} ${number}`);
}

function viewOf(object: SyncObject): Pick<LockView, 'name' | 'mode' | 'at' | 'kind'> {
  return { name: syncObjectName(object), mode: 'exclusive', at: object.text.at, kind: object.text.kind };
}

function newObject(process: ProcessRecord, number: number, text: SyncObjectText): SyncObject {
  return {
    process,
    number,
    text,
    waits: new Set(),
    owner: null,
    acquired: NaN,
    contended: NaN,
    waited: 0,
    longestWaitNs: 0,
  };
}
