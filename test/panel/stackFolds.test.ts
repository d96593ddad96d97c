import assert from 'node:assert/strict';
import { foldedRows, ownerOf } from '../../src/panel/stackFolds.ts';
import type { StackFrame } from '../../src/protocol/stacks.ts';

function frame(file: string | null, origin: StackFrame['origin'] = 'runtime'): StackFrame {
  return { name: 'f', place: file === null ? null : { file, line: 1, column: 1 }, generated: null, origin };
}
const own = frame('/w/a.mjs', 'program');

const words = (frames: readonly StackFrame[]) =>
  foldedRows(frames).map(row => (row.kind === 'fold' ? row.label : (row.frame.place?.file ?? 'native')));

describe('the frames of a stack', () => {
  it('are folded where several of runtime and libraries follow each other', () => {
    const internal = frame('node:internal/modules/esm/loader');
    assert.deepEqual(words([internal, internal, own, internal, own, internal, internal, internal]), [
      '2 frames of node:internal',
      '/w/a.mjs',
      'node:internal/modules/esm/loader',
      '/w/a.mjs',
      '3 frames of node:internal',
    ]);
  });

  it('are said to be of one, of two, or of one and others', () => {
    const express = frame('/w/node_modules/express/lib/router.js', 'library');
    assert.deepEqual(words([express, frame('node:http')]), ['2 frames of express and node:http']);
    assert.deepEqual(words([express, frame('node:http'), frame('node:net')]), [
      '3 frames of express and others',
    ]);
  });

  it('are folded where a call calls itself, from three times on', () => {
    const other = { ...own, name: 'g' };
    assert.deepEqual(words([own, own, other, other, other, other, own]), [
      '/w/a.mjs',
      '/w/a.mjs',
      'g, 4 times',
      '/w/a.mjs',
    ]);
  });

  it('are all there, in their order', () => {
    const frames = [own, frame('node:a'), frame(null), own, own, frame('/w/node_modules/x/y.js', 'library')];
    const read = foldedRows(frames).flatMap(row => (row.kind === 'fold' ? row.frames : [row.frame]));
    assert.deepEqual(read, frames);
  });

  it('belong to a module of the runtime, a package or a file', () => {
    for (const [file, owner] of [
      ['node:internal/timers', 'node:internal'],
      ['node:fs', 'node:fs'],
      ['/w/node_modules/@scope/pool/dist/i.js', '@scope/pool'],
      ['/w/node_modules/a/node_modules/b/i.js', 'b'],
      ['C:\\w\\node_modules\\piscina\\i.js', 'piscina'],
      ['/usr/lib/python3.11/site-packages/requests/api.py', 'requests'],
      ['/usr/lib/python3.11/threading.py', 'threading.py'],
      [null, 'the runtime'],
    ] as const) {
      assert.equal(ownerOf(frame(file)), owner);
    }
    assert.equal(ownerOf(frame(null, 'library')), 'a library');
  });
});
