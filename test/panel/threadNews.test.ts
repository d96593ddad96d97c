import assert from 'node:assert/strict';
import { rowsAround } from '../../src/panel/rowsAround.ts';
import { ThreadNews } from '../../src/panel/threadNews.ts';
import { makeThread } from './support/traces.ts';

const running = (key: number) => makeThread({ key });
const ended = (key: number) => makeThread({ key, outcome: 'finished', endedNs: 5 });
const failed = (key: number, name = 'RangeError') =>
  makeThread({
    key,
    name: `worker-${key}`,
    outcome: 'failed',
    endedNs: 5,
    error: { name, message: 'too far', stack: null },
  });

describe('news of threads', () => {
  it('begin with the second look: what there is already is no news', () => {
    const news = new ThreadNews();
    news.gather([running(0), failed(1)]);
    assert.ok(news.isEmpty);
    news.gather([running(0), failed(1), running(2)]);
    assert.equal(news.take(), '1 thread began');
    assert.ok(news.isEmpty);
  });

  it('are one sentence, however much has happened, with what went wrong first', () => {
    const news = new ThreadNews();
    news.gather([running(0)]);
    news.gather([running(0), running(1), running(2)]);
    news.gather([running(0), running(1), running(2), running(3)]);
    news.gather([running(0), ended(1), failed(2), running(3)]);
    assert.equal(news.take(), 'worker-2 #2 failed: RangeError, 3 threads began, 1 thread ended');
    assert.equal(news.take(), '');
  });

  it('count failures instead of naming them when they are many', () => {
    const news = new ThreadNews();
    const keys = [1, 2, 3, 4];
    news.gather(keys.map(running));
    news.gather(keys.map(key => failed(key)));
    assert.equal(news.take(), '4 threads failed');
  });

  it('tell of a thread that began and ended between two looks, and of each end once', () => {
    const news = new ThreadNews();
    news.gather([]);
    news.gather([ended(0)]);
    assert.equal(news.take(), '1 thread began, 1 thread ended');
    news.gather([ended(0)]);
    assert.ok(news.isEmpty);
  });

  it('start anew with another run', () => {
    const news = new ThreadNews();
    news.gather([running(0)]);
    news.gather([ended(0)]);
    news.reset();
    news.gather([running(1)]);
    assert.ok(news.isEmpty);
  });
});

describe('rows of a table that follows the selection', () => {
  it('are all where they are few, else a hundred around it, and never beyond the ends', () => {
    assert.deepEqual(rowsAround(-1, 0), { from: 0, to: 0 });
    assert.deepEqual(rowsAround(-1, 7), { from: 0, to: 7 });
    assert.deepEqual(rowsAround(-1, 1000), { from: 0, to: 100 });
    assert.deepEqual(rowsAround(500, 1000), { from: 450, to: 550 });
    assert.deepEqual(rowsAround(999, 1000), { from: 900, to: 1000 });
  });
});
