import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatEndpoint, parseEndpoint } from '../../src/protocol/wire.ts';
import {
  parseSegmentFileName,
  readSegmentFileName,
  segmentFileName,
  streamName,
} from '../../src/protocol/segments.ts';

const token = '0123456789abcdef0123456789abcdef';

describe('the endpoint', () => {
  it('survives the way through the environment, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (folder, maxLagBytes, ancestorPid) => {
        const endpoint = { token, maxLagBytes, ...(ancestorPid === 0 ? {} : { ancestorPid }), folder };
        assert.deepEqual(parseEndpoint(formatEndpoint(endpoint)), endpoint);
      }),
    );
  });

  it('is none where there is none, or one of another version', () => {
    for (const text of [
      undefined,
      '',
      'x',
      `1;${token};1;0;/a`,
      `2;${token.slice(1)};1;0;/a`,
      `2;${token};-1;0;/a`,
      `2;${token};1;-1;/a`,
      `2;${token};1;0;`,
    ]) {
      assert.equal(parseEndpoint(text), null, text);
    }
  });
});

describe('the names of segments', () => {
  it('are read as they were written', () => {
    const stream = streamName(12, 3, 'abc9');
    const segment = { stream, pid: 12, threadId: 3, segment: 7 };
    assert.deepEqual(parseSegmentFileName(segmentFileName(stream, 7)), { ...segment, isRead: false });
    assert.deepEqual(parseSegmentFileName(readSegmentFileName(stream, 7)), { ...segment, isRead: true });
  });

  it('are not seen in other files', () => {
    for (const name of [
      '',
      'x.tvw',
      '1-2-a.tvw',
      '1-2-a.0.tvw~',
      '../1-2-a.0.tvw',
      '1-2-A/.0.tvw',
      '1-2-a.-1.tvw',
    ]) {
      assert.equal(parseSegmentFileName(name), null, name);
    }
  });
});
