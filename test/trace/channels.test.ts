import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EndOpenedText } from '../../src/protocol/texts.ts';
import { Channels } from '../../src/trace/channels.ts';
import { Messages } from '../../src/trace/messages.ts';

type Story = (channels: Channels) => void;

/** Tells the stories of the threads in one order or another, each thread's own in its order. */
function tell(stories: readonly Story[][], order: readonly number[]): string[] {
  const messages = new Messages();
  const channels = new Channels(messages);
  const next = stories.map(() => 0);
  for (const pick of order) {
    const thread = pick % stories.length;
    const line = stories[thread]?.[next[thread] ?? 0];
    line?.(channels);
    next[thread] = (next[thread] ?? 0) + 1;
  }
  stories.forEach((story, thread) => {
    for (const line of story.slice(next[thread])) line(channels);
  });
  channels.conclude(() => undefined);
  return Array.from({ length: messages.length }, (_, message) => {
    const received = messages.receivedNsOf(message);
    return `${messages.fromOf(message)}@${messages.sentNsOf(message)}→${Number.isNaN(received) ? 'nobody' : `${messages.toOf(message)}@${received}`}`;
  }).sort();
}

const opened =
  (thread: number, end: number, threadId: number, timeNs: number, text: EndOpenedText): Story =>
  channels =>
    channels.opened(thread, end, 0, threadId, timeNs, text);
const sent =
  (thread: number, end: number, timeNs: number, number: number): Story =>
  channels =>
    channels.sent(thread, end, timeNs, number);
const received =
  (thread: number, end: number, timeNs: number, number: number): Story =>
  channels =>
    channels.received(thread, end, timeNs, number);

const anyOrder = fc.array(fc.nat(20), { maxLength: 40 });

describe('messages', () => {
  it('find each other between a Worker and its parent, whoever is read first', () => {
    const main: Story[] = [
      c => c.workerMade(0, 1, 0, 1),
      sent(0, 1, 10, 0),
      sent(0, 1, 20, 1),
      received(0, 1, 35, 0),
    ];
    const worker: Story[] = [
      opened(1, 1, 1, 5, { kind: 'parent' }),
      received(1, 1, 15, 0),
      sent(1, 1, 30, 0),
      received(1, 1, 40, 1),
    ];
    fc.assert(
      fc.property(anyOrder, order => {
        assert.deepEqual(tell([main, worker], order), ['0@10→1@15', '0@20→1@40', '1@30→0@35']);
      }),
    );
  });

  it('follow a port that is transferred, and transferred again, with what was under way', () => {
    // Thread 0 makes a channel (ends 2 and 3), sends on 2, gives 3 to Worker 1, which gives it to Worker 2 through 0.
    const zero: Story[] = [
      c => c.workerMade(0, 1, 0, 1),
      c => c.channelMade(0, 2, 3),
      sent(0, 2, 1, 0),
      c => c.moved(0, 3, 1, 0, 0, 0, 0),
      sent(0, 1, 2, 0),
      sent(0, 2, 3, 1),
      c => c.workerMade(0, 4, 0, 2),
      c => c.arrived(0, 5, 1, 0, 0),
      received(0, 1, 30, 0),
      c => c.moved(0, 5, 4, 0, 0, 0, 0),
      sent(0, 4, 31, 0),
      sent(0, 2, 33, 2),
    ];
    const one: Story[] = [
      opened(1, 1, 1, 0, { kind: 'parent' }),
      received(1, 1, 10, 0),
      c => c.arrived(1, 2, 1, 0, 0),
      received(1, 2, 11, 0),
      received(1, 2, 12, 1),
      c => c.moved(1, 2, 1, 0, 0, 0, 2),
      sent(1, 1, 20, 0),
    ];
    const two: Story[] = [
      opened(2, 1, 2, 0, { kind: 'parent' }),
      received(2, 1, 40, 0),
      c => c.arrived(2, 2, 1, 0, 0),
      received(2, 2, 41, 0),
    ];
    const expected = ['0@1→1@11', '0@2→1@10', '0@31→2@40', '0@33→2@41', '0@3→1@12', '1@20→0@30'].sort();
    fc.assert(
      fc.property(anyOrder, order => {
        assert.deepEqual(tell([zero, one, two], order), expected);
      }),
    );
  });

  it('follow a port into workerData', () => {
    const main: Story[] = [
      c => c.channelMade(0, 1, 2),
      c => c.moved(0, 2, 0, 0, 0, 0, 0),
      c => c.workerMade(0, 3, 0, 1),
      c => c.movedWithWorker(0, 2, 0, 1, '.0'),
      sent(0, 1, 5, 0),
    ];
    const worker: Story[] = [opened(1, 1, 1, 6, { kind: 'data', path: '.0' }), received(1, 1, 7, 0)];
    fc.assert(fc.property(anyOrder, order => assert.deepEqual(tell([main, worker], order), ['0@5→1@7'])));
  });

  it('of a broadcast reach all who were there, and not who sent them', () => {
    const zero: Story[] = [
      opened(0, 1, 0, 0, { kind: 'broadcast', name: 'x' }),
      sent(0, 1, 10, 0),
      received(0, 1, 25, 0),
    ];
    const one: Story[] = [
      opened(1, 1, 1, 1, { kind: 'broadcast', name: 'x' }),
      received(1, 1, 12, 0),
      sent(1, 1, 20, 0),
    ];
    const late: Story[] = [opened(2, 1, 2, 15, { kind: 'broadcast', name: 'x' }), received(2, 1, 22, 0)];
    const other: Story[] = [opened(3, 1, 3, 0, { kind: 'broadcast', name: 'y' })];
    fc.assert(
      fc.property(anyOrder, order => {
        assert.deepEqual(tell([zero, one, late, other], order), ['0@10→1@12', '1@20→0@25', '1@20→2@22']);
      }),
    );
  });

  it('keep their places when some were not told', () => {
    const main: Story[] = [c => c.workerMade(0, 1, 0, 1), sent(0, 1, 10, 0), sent(0, 1, 30, 2)];
    const worker: Story[] = [
      opened(1, 1, 1, 5, { kind: 'parent' }),
      received(1, 1, 15, 0),
      received(1, 1, 40, 2),
    ];
    assert.deepEqual(tell([main, worker], []), ['0@10→1@15', '0@30→1@40']);
  });

  it('find each other by their numbers, many at once, whichever were not told', () => {
    const anyLoss = fc.array(fc.nat(400), { maxLength: 30 });
    fc.assert(
      fc.property(anyOrder, anyLoss, anyLoss, fc.nat(100), (order, lostSends, lostReceives, opensLate) => {
        const numbers = Array.from({ length: 400 }, (_, number) => number);
        const sends = numbers.filter(number => !lostSends.includes(number));
        const receives = numbers.filter(number => !lostReceives.includes(number));
        const main = [(c: Channels) => c.workerMade(0, 1, 0, 1), ...sends.map(n => sent(0, 1, n, n))];
        const worker = receives.map(n => received(1, 1, 1000 + n, n));
        worker.splice(opensLate, 0, opened(1, 1, 1, 5, { kind: 'parent' }));
        const expected = [
          ...sends.map(n => (receives.includes(n) ? `0@${n}→1@${1000 + n}` : `0@${n}→nobody`)),
          // What was received was sent.
          ...receives.filter(n => !sends.includes(n)).map(n => `0@${1000 + n}→1@${1000 + n}`),
        ];
        const turns = order.flatMap((count, turn) => Array.from({ length: 2 * count }, () => turn));
        assert.deepEqual(tell([main, worker], turns), expected.sort());
      }),
    );
  });

  it('that were received were sent, also when the sender was stopped before it could say so', () => {
    const messages = new Messages();
    const channels = new Channels(messages);
    channels.workerMade(0, 1, 0, 1);
    channels.opened(1, 1, 0, 1, 0, { kind: 'parent' });
    channels.received(0, 1, 9, 0);
    const senders: number[] = [];
    channels.conclude(sender => senders.push(sender));
    assert.deepEqual(senders, [1]);
    assert.equal(messages.fromOf(0), 1);
  });
});
