import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CapturedThread, StackFrame } from '../../src/protocol/stacks.ts';
import { stackIn, stackTree } from '../../src/trace/stackTree.ts';
import type { StackNode } from '../../src/trace/stackTree.ts';

function frame(name: string, line = 1): StackFrame {
  return {
    name,
    place: { file: '/w/a.mjs', line, column: 1 },
    generated: null,
    origin: 'program',
  };
}

/** A thread with these calls, the outermost first, as one writes them down. */
function captured(thread: number, calls: readonly StackFrame[] | null, moreFrames = 0): CapturedThread {
  const frames = calls && [...calls].reverse();
  return { thread, frames, why: calls ? null : 'It has ended.', moreFrames, native: null };
}

/** `run > take (1 2) [0 1 2]`: the calls, who ends there, who stands in it. */
function drawn(nodes: readonly StackNode[], depth = 0): string[] {
  return nodes.flatMap(({ frames, ending, threads, branches, moreFrames }) => [
    `${'  '.repeat(depth)}${moreFrames > 0 ? `+${moreFrames} ` : ''}${frames.map(({ name }) => name).join(' > ')}` +
      `${ending.length > 0 ? ` (${ending.join(' ')})` : ''} [${threads.join(' ')}]`,
    ...drawn(branches, depth + 1),
  ]);
}

/** As all objects of ours are. */
const plain = { noNullPrototype: true } as const;

const anyFrame = fc.record(
  {
    name: fc.constantFrom('', 'run', 'take', 'wait'),
    place: fc.option(
      fc.record({ file: fc.constantFrom('/w/a.mjs', 'node:fs'), line: fc.nat(2), column: fc.nat(1) }, plain),
    ),
    generated: fc.option(
      fc.record({ file: fc.constant('/w/a.js'), line: fc.nat(1), column: fc.constant(0) }, plain),
    ),
    origin: fc.constantFrom('program' as const, 'library' as const, 'runtime' as const),
  },
  plain,
);

const anyCapture = fc
  .array(
    fc.record({
      frames: fc.option(fc.array(anyFrame, { maxLength: 6 }), { freq: 6 }),
      moreFrames: fc.constantFrom(0, 0, 0, 3),
    }),
    { maxLength: 12 },
  )
  .map(stacks =>
    stacks.map(({ frames, moreFrames }, thread) => captured(thread, frames, frames ? moreFrames : 0)),
  );

describe('equal stacks as a tree', () => {
  it('keeps calls together until stacks part or one ends', () => {
    const [main, run, take, give] = [frame('main'), frame('run'), frame('take'), frame('give')];
    const threads = [
      captured(0, [main, run]),
      captured(1, [main, run, give]),
      captured(2, [main, run, take]),
      captured(3, [main, run, take]),
      captured(4, [take]),
      captured(5, null),
    ];
    assert.deepEqual(drawn(stackTree(threads)), [
      'main > run (0) [0 1 2 3]',
      '  take (2 3) [2 3]',
      '  give (1) [1]',
      'take (4) [4]',
    ]);
  });

  it('parts where the same function stands on another line', () => {
    const threads = [captured(0, [frame('run', 1)]), captured(1, [frame('run', 2)])];
    assert.deepEqual(drawn(stackTree(threads)), ['run (0) [0]', 'run (1) [1]']);
  });

  it('does not take for the same what was left out', () => {
    const threads = [
      captured(0, [frame('run')]),
      captured(1, [frame('run')], 7),
      captured(2, [frame('run')], 7),
    ];
    assert.deepEqual(drawn(stackTree(threads)), ['+7 run (1 2) [1 2]', 'run (0) [0]']);
  });

  it('has a place for a thread without any call', () => {
    assert.deepEqual(drawn(stackTree([captured(3, [])])), [' (3) [3]']);
  });

  it('lets every stack be read back', () => {
    fc.assert(
      fc.property(anyCapture, threads => {
        const roots = stackTree(threads);
        for (const { thread, frames, moreFrames } of threads) {
          const read = stackIn(roots, thread);
          assert.deepEqual(read, frames && { frames: [...frames].reverse(), moreFrames });
        }
      }),
    );
  });

  it('holds each thread once at each depth, and has no two branches that begin alike', () => {
    fc.assert(
      fc.property(anyCapture, threads => {
        const check = ({ threads: own, ending, branches }: StackNode) => {
          const below = branches.flatMap(branch => branch.threads);
          assert.deepEqual([...ending, ...below].sort(), [...own].sort());
          assert.ok(branches.length !== 1 || ending.length > 0, 'a single branch would be the same node');
          const heads = branches.map(({ frames: [head] }) => JSON.stringify(head));
          assert.equal(new Set(heads).size, heads.length);
          branches.forEach(check);
        };
        stackTree(threads).forEach(check);
      }),
    );
  });
});
