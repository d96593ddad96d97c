import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FrameProblem, FrameReader, frameHead } from '../../src/engine/frames.ts';

const framed = (payload: Uint8Array) => Buffer.concat([frameHead(payload.length), payload]);

describe('a stream of frames', () => {
  it('is taken apart as it was put together, however it comes', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(payloads, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(framed));
        const reader = new FrameReader(40);
        const read: Buffer[] = [];
        for (let at = 0; at < bytes.length;) {
          const size = sizes.next().value as number;
          read.push(...reader.read(bytes.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(
          read.map(each => [...each]),
          sent.map(each => [...each]),
        );
      }),
    );
  });

  it('has memory of its own for each frame', () => {
    const [frame] = [...new FrameReader(8).read(framed(Buffer.alloc(8)))];
    assert.equal(frame?.buffer.byteLength, 8);
  });

  it('is at its end with a frame that is too long, before that has come', () => {
    const reader = new FrameReader(10);
    assert.deepEqual([...reader.read(framed(Buffer.alloc(10)))], [Buffer.alloc(10)]);
    assert.throws(() => [...reader.read(frameHead(11))], FrameProblem);
    assert.throws(() => [...new FrameReader(10).read(Buffer.alloc(4, 0xff))], FrameProblem);
  });
});
