import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Trace } from '../../src/trace/trace.ts';
import { hello, milliseconds, Teller, type Told } from './told.ts';

const constructed = { kind: 'file', file: '/work/worker.mjs', env: 'inherited', stdio: [], transferCount: 0 };
const ms = (...times: readonly number[]): number[] => times.map(time => time * milliseconds);

/** What a parent tells that sends three messages. */
const parent: readonly Told[] = [
  hello(0, 0),
  { at: 1, kind: 'codeBegins', fields: [0] },
  {
    at: 2,
    kind: 'workerCreated',
    id: 1,
    text: { name: null, at: null, constructed, end: 1, ends: [], buffers: [] },
  },
  { at: 10, kind: 'sent', id: 1, fields: [NaN, 0] },
  { at: 11, kind: 'sent', id: 1, fields: [NaN, 1] },
  { at: 12, kind: 'sent', id: 1, fields: [NaN, 2] },
];

function worker(...lines: readonly Told[]): readonly Told[] {
  return [
    hello(1, 3),
    { at: 5, kind: 'endOpened', id: 1, text: { kind: 'parent' } },
    { at: 6, kind: 'codeBegins', fields: [0] },
    { at: 7, kind: 'sliceEnds', fields: [0] },
    ...lines,
  ];
}

const received = (at: number, number: number, idleMs = NaN): Told => ({
  at,
  kind: 'received',
  id: 1,
  fields: [number, idleMs * milliseconds],
});
const begins = (at: number, idleMs: number, detail = 0): Told => ({
  at,
  kind: 'sliceBegins',
  detail,
  fields: ms(idleMs),
});
const ends = (at: number, idleMs: number): Told => ({ at, kind: 'sliceEnds', fields: ms(idleMs) });

/** When each message was done with in milliseconds, `null` for not known, with the two streams read in any order. */
function handled(story: readonly Told[], order: readonly boolean[] = []): (number | null)[] {
  const trace = new Trace();
  const tellers = [new Teller(trace, 0), new Teller(trace, 1)] as const;
  const left: [Told[], Told[]] = [[...parent], [...story]];
  for (const isMain of [...order, ...parent.map(() => true), ...story.map(() => false)]) {
    const line = left[isMain ? 0 : 1].shift();
    if (line !== undefined) tellers[isMain ? 0 : 1].tell(line);
  }
  return Array.from({ length: trace.messages.length }, (_, row) => {
    const ns = trace.messages.receivedNsOf(row) + trace.messages.handledNsOf(row);
    return Number.isNaN(ns) ? null : Math.round((ns / milliseconds) * 1e3) / 1e3;
  });
}

describe('a message is done with', () => {
  const stories: readonly (readonly [string, readonly Told[], readonly (number | null)[]])[] = [
    [
      'when the next delivery begins, and when the slice ends',
      worker(begins(20, 13), received(20, 0), received(22, 1), received(25, 2), ends(29, 13)),
      [22, 25, 29],
    ],
    [
      'before the loop waited',
      worker(received(20, 0, 13), received(30, 1, 19), begins(40, 25, 1), received(40, 2)),
      [24, 34, null],
    ],
    [
      'not when something is told in the middle of its handler',
      // The loop waited 0.02 ms between the look and the delivery.
      worker(
        begins(20, 13, 1),
        received(20.03, 0),
        begins(21, 13.02, 1),
        begins(22, 13.02, 1),
        received(30, 1, 18.02),
        ends(31, 18.02),
      ),
      [25, 31, null],
    ],
    [
      'not before it was received',
      worker(begins(20, 13), received(20, 0), ends(21, 13), received(30, 1, 22), received(40, 2, 90)),
      [21, 30, null],
    ],
    [
      'when the thread that was at it ends by itself',
      worker(received(20, 0, 13), { at: 23, kind: 'exit', fields: ms(13) }),
      [23, null, null],
    ],
    [
      'when what cannot be read is delivered next',
      worker(received(20, 0, 13), { at: 22, kind: 'messageError', id: 1, fields: [1, NaN] }, ends(24, 13)),
      [22, 24, null],
    ],
  ];
  for (const [title, story, expected] of stories) {
    it(`${title}, whichever half is read first`, () => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), { maxLength: 20 }), order => {
          assert.deepEqual(handled(story, order), expected);
        }),
      );
    });
  }
});
