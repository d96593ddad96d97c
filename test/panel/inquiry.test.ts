import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inquiry } from '../../src/panel/inquiry.ts';

function makeInquiry() {
  const asked: [request: number, key: number][] = [];
  const heard: string[] = [];
  const inquiry = new Inquiry<string>({
    post: (request, key) => asked.push([request, key]),
    onAnswer: () => heard.push('answer'),
    onDue: () => heard.push('due'),
  });
  return { inquiry, asked, heard };
}

describe('an inquiry', () => {
  it('asks once for what it does not hold, and again when there is something newer, 500 ms later', async () => {
    const { inquiry, asked, heard } = makeInquiry();
    inquiry.keep({ key: 7, stamp: 1 }, 0);
    inquiry.keep({ key: 7, stamp: 1 }, 10);
    inquiry.receive(1, 'a');
    inquiry.keep({ key: 7, stamp: 1 }, 20);
    assert.deepEqual(asked, [[1, 7]]);
    inquiry.keep({ key: 7, stamp: 2 }, 480);
    assert.deepEqual(asked, [[1, 7]]);
    await sleep(60);
    assert.deepEqual(heard, ['answer', 'due']);
    inquiry.keep({ key: 7, stamp: 2 }, 500);
    assert.deepEqual(asked.at(-1), [2, 7]);
    inquiry.reset();
  });

  it('has never more than one question under way, and drops the answers to others', () => {
    const { inquiry, asked } = makeInquiry();
    inquiry.keep({ key: 1, stamp: 0 }, 0);
    inquiry.keep({ key: 2, stamp: 0 }, 1);
    assert.deepEqual(asked, [[1, 1]]);
    inquiry.receive(9, 'stray');
    assert.equal(inquiry.held(1), null);
    inquiry.receive(1, 'one');
    // Another thing need not wait for its turn.
    inquiry.keep({ key: 2, stamp: 0 }, 2);
    assert.deepEqual(asked, [
      [1, 1],
      [2, 2],
    ]);
    inquiry.receive(1, 'late');
    assert.equal(inquiry.held(2), null);
    inquiry.receive(2, 'two');
    assert.equal(inquiry.held(2)?.answer, 'two');
    assert.equal(inquiry.held(1), null);
    inquiry.reset();
  });

  it('stops asking when nobody wants to know, and forgets when told to', async () => {
    const { inquiry, asked, heard } = makeInquiry();
    inquiry.keep({ key: 1, stamp: 0 }, 0);
    inquiry.receive(1, 'one');
    inquiry.keep({ key: 1, stamp: 1 }, 490);
    inquiry.keep(null, 491);
    await sleep(30);
    assert.deepEqual(heard, ['answer']);
    inquiry.reset();
    assert.equal(inquiry.held(1), null);
    inquiry.receive(1, 'old');
    assert.equal(inquiry.held(1), null);
    assert.equal(asked.length, 1);
  });
});
