import type { ThreadKey } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import type { Deliveries } from './deliveries.ts';
import type { Messages } from './messages.ts';

export interface BroadcastMember {
  readonly thread: ThreadKey;
  readonly group: Broadcast;
  readonly openedNs: Nanoseconds;
  /** How far into the group's sends this member's deliveries have come. */
  next: number;
  /** The receipts of deliveries whose send has not been settled on yet, in order. */
  readonly receipts: number[];
}

interface Send {
  readonly member: BroadcastMember;
  readonly timeNs: Nanoseconds;
  readonly tookNs: number;
  readonly bytes: number;
  /** The message's first row, until a first receiver takes it; each further receiver gets a row of its own. */
  row: number | null;
}

/**
 * The channels of one name in one process. What one member sends reaches all others that were open by
 * then, in the order of sending: so a member's n-th delivery is the n-th send of the others.
 *
 * That order is the order of time across threads, and threads are read one after the other: so nothing is
 * settled before everything up to that time has been read.
 */
export class Broadcast {
  private readonly members: BroadcastMember[] = [];
  /** In the order of time. */
  private readonly sends: Send[] = [];

  constructor(
    private readonly messages: Messages,
    private readonly deliveries: Deliveries,
  ) {}

  join(thread: ThreadKey, openedNs: Nanoseconds): BroadcastMember {
    const member: BroadcastMember = { thread, group: this, openedNs, next: 0, receipts: [] };
    this.members.push(member);
    return member;
  }

  sent(member: BroadcastMember, timeNs: Nanoseconds, tookNs: number, bytes: number): void {
    let place = this.sends.length;
    while (place > 0 && (this.sends[place - 1] as Send).timeNs > timeNs) place--;
    this.sends.splice(place, 0, {
      member,
      timeNs,
      row: this.messages.add(member.thread, timeNs, tookNs, bytes),
      tookNs,
      bytes,
    });
    for (const other of this.members) if (other.next > place) other.next++;
  }

  received(member: BroadcastMember, receipt: number): void {
    member.receipts.push(receipt);
  }

  /** Everything up to `horizonNs` has been read. */
  settle(horizonNs: Nanoseconds): void {
    for (const member of this.members) {
      let settled = 0;
      for (const receipt of member.receipts) {
        if (this.deliveries.timeNsOf(receipt) > horizonNs || !this.deliver(member, receipt)) break;
        settled++;
      }
      if (settled > 0) member.receipts.splice(0, settled);
    }
  }

  private deliver(member: BroadcastMember, receipt: number): boolean {
    const timeNs = this.deliveries.timeNsOf(receipt);
    for (let send = this.sends[member.next]; send !== undefined; send = this.sends[member.next]) {
      // A delivery cannot come before its send.
      if (send.timeNs > timeNs) return false;
      member.next++;
      if (send.member === member || send.timeNs < member.openedNs) continue;
      const row = send.row ?? this.messages.add(send.member.thread, send.timeNs, send.tookNs, send.bytes);
      send.row = null;
      this.deliveries.match(receipt, row);
      return true;
    }
    return false;
  }
}
