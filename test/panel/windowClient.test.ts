import assert from 'node:assert/strict';
import { WindowClient } from '../../src/panel/windowClient.ts';
import { lanesQuery, serves } from '../../src/panel/windowNeeds.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';
import type { LaneShares, PanelMessage, WindowAnswer, WindowQuery } from '../../src/protocol/panel.ts';
import { queryWindow } from '../../src/trace/window.ts';
import { realTrace } from './support/realTrace.ts';
import { primes } from './support/traces.ts';

const made = primes();
const trace = realTrace(made);

function query(fromNs: number): WindowQuery {
  return { fromNs, toNs: fromNs + 1e6, widthPx: 100, threads: [0], maxMessages: 10 };
}

function wanted(fromNs: number) {
  return { query: query(fromNs), version: 1, askedAtNs: 0 };
}

describe('window client', () => {
  let posted: (PanelMessage & { type: 'window' })[];
  let answered: string[];
  let client: WindowClient;
  beforeEach(() => {
    posted = [];
    answered = [];
    client = new WindowClient(
      message => {
        if (message.type === 'window') posted.push(message);
      },
      need => answered.push(need),
    );
  });
  afterEach(() => client.reset());

  function answerLast(): void {
    const last = posted.at(-1);
    assert.ok(last);
    client.receive({ type: 'window', request: last.request, ...queryWindow(trace, last, made.nowNs) });
  }

  it('has one question at most under way, and keeps only the latest of each kind', () => {
    client.want('lanes', wanted(1));
    client.want('lanes', wanted(2));
    client.want('overview', wanted(3));
    client.want('lanes', wanted(4));
    assert.deepEqual(
      posted.map(message => message.fromNs),
      [1],
    );
    answerLast();
    assert.deepEqual(
      posted.map(message => message.fromNs),
      [1, 4],
    );
    answerLast();
    answerLast();
    assert.deepEqual(answered, ['lanes', 'lanes', 'overview']);
    assert.equal(client.held('lanes')?.query.fromNs, 4);
  });

  it('ignores answers to what it no longer asks', () => {
    client.want('lanes', wanted(1));
    const request = posted[0]?.request ?? 0;
    client.reset();
    client.receive({ type: 'window', request, ...queryWindow(trace, query(1), made.nowNs) });
    assert.deepEqual(answered, []);
    client.want('lanes', wanted(2));
    assert.equal(posted.length, 2, 'it does not wait for the forgotten answer');
  });
});

describe('what is held', () => {
  const situation = {
    scale: new TimeScale({ fromNs: 100e6, toNs: 200e6 }, 500),
    pixelRatio: 1,
    nowNs: 150e6,
    isLive: true,
    version: 3,
  };
  const held = { query: lanesQuery(situation, [0, 1]), version: 3, askedAtNs: 150e6 };

  it('serves the view that it was asked for', () => {
    assert.ok(serves(held, situation, [0, 1]));
    assert.deepEqual(
      { fromNs: held.query.fromNs, toNs: held.query.toNs, widthPx: held.query.widthPx },
      { fromNs: 50e6, toNs: 250e6, widthPx: 1000 },
    );
  });

  it('serves a little panning and zooming, but not much', () => {
    const moved = (scale: TimeScale) => serves(held, { ...situation, scale }, [0]);
    assert.ok(moved(situation.scale.panned(100)));
    assert.ok(!moved(situation.scale.panned(220)));
    assert.ok(moved(situation.scale.zoomed(1.1, 250)));
    assert.ok(!moved(situation.scale.zoomed(2, 250)));
  });

  it('does not serve other threads, nor newer versions where the run still goes on', () => {
    assert.ok(!serves(held, situation, [0, 2]));
    assert.ok(!serves(held, { ...situation, version: 4 }, [0]));
    const past = { ...held, query: { ...held.query, toNs: 149e6 } };
    const scale = new TimeScale({ fromNs: 60e6, toNs: 120e6 }, 300);
    assert.ok(serves(past, { ...situation, scale, version: 4 }, [0]), 'the past does not change');
  });

  it('may wait for what is newer or finer, but not for what is not there at all', () => {
    const mayWait = true;
    const newer = { ...situation, version: 4 };
    assert.ok(serves(held, newer, [0], mayWait));
    assert.ok(!serves(held, newer, [0, 2], mayWait));
    assert.ok(!serves(held, { ...newer, scale: situation.scale.panned(220) }, [0], mayWait));
  });

  it('serves shares for pixels of their own size only', () => {
    const shares = { kind: 'shares', thread: 0 } as LaneShares;
    const answer = { lanes: [shares] } as unknown as WindowAnswer;
    const zoomed = { ...situation, scale: situation.scale.zoomed(1.05, 250) };
    assert.ok(serves({ ...held, answer }, situation, [0]));
    assert.ok(!serves({ ...held, answer }, zoomed, [0]));
    assert.ok(serves(held, zoomed, [0]));
  });
});
