import { noThread, type ThreadView } from '../../src/protocol/panel.ts';
import { threadOf, type Recorded } from './harness.ts';

/**
 * What contradicts the order that must hold between the moments of a run. There is no total order of what
 * threads do, so none is asked for.
 */
export function disorders({ threads, window }: Recorded): string[] {
  const found: string[] = [];
  const inOrder = (what: string, ...moments: readonly (readonly [string, number | null])[]): void => {
    const known = moments.filter((moment): moment is [string, number] => moment[1] !== null);
    known.forEach(([name, time], index) => {
      const next = known[index + 1];
      if (next !== undefined && !(time <= next[1]))
        found.push(`${what}: ${name} at ${time}, ${next[0]} at ${next[1]}`);
    });
  };

  for (const thread of threads) {
    const { name, createdNs, startedNs, codeBeginsNs, onlineNs, endedNs } = thread;
    inOrder(
      name,
      ['created', createdNs],
      ['started', startedNs],
      ['code begins', codeBeginsNs],
      ['ended', endedNs],
    );
    inOrder(name, ['created', createdNs], ['online', onlineNs]);
    if (endedNs === null) found.push(`${name} did not end`);
    if (thread.isMain !== (thread.parent === null))
      found.push(`${name} has ${thread.parent === null ? 'no' : 'a'} parent`);
    if (thread.parent !== null) {
      const parent = threadOf(threads, thread.parent);
      inOrder(
        `${parent.name} and ${name}`,
        ['code of the parent begins', parent.codeBeginsNs],
        ['created', createdNs],
      );
      inOrder(`${parent.name} and ${name}`, ['created', createdNs], ['the parent ended', parent.endedNs]);
    }
    found.push(...untidySpans(thread, window));
  }

  const { from, to, sentNs, receivedNs, handledNs } = window.messages;
  const receivedBy = new Map<number, number>();
  for (let message = 0; message < from.length; message++) {
    const receiver = to[message] as number;
    if (receiver === noThread) continue;
    receivedBy.set(receiver, (receivedBy.get(receiver) ?? 0) + 1);
    const handled = handledNs[message] as number;
    inOrder(
      `message ${message}`,
      ['sent', sentNs[message] as number],
      ['received', receivedNs[message] as number],
      ['handled', Number.isNaN(handled) ? null : handled],
    );
  }
  for (const { key, name, messages } of threads) {
    const matched = receivedBy.get(key) ?? 0;
    const got = messages.received + messages.failed;
    if (matched !== got) found.push(`${name} got ${got} messages, of which ${matched} have a sender`);
  }
  return found;
}

/** Spans of a thread follow each other without overlap, inside of its life. */
function untidySpans(thread: ThreadView, window: Recorded['window']): string[] {
  const lane = window.lanes.find(each => each.thread === thread.key);
  if (lane?.kind !== 'spans') return [`${thread.name} has no lane of spans`];
  const found: string[] = [];
  let end = thread.createdNs as number;
  for (let span = 0; span < lane.startNs.length; span++) {
    const start = lane.startNs[span] as number;
    if (start < end) found.push(`${thread.name}: span ${span} starts at ${start}, before ${end}`);
    end = lane.endNs[span] as number;
    if (end < start) found.push(`${thread.name}: span ${span} ends at ${end}, before it starts at ${start}`);
  }
  if (lane.startNs.length === 0) found.push(`${thread.name} has no span`);
  if (thread.endedNs !== null && end > thread.endedNs)
    found.push(`${thread.name}: spans go on after its end`);
  return found;
}
