import assert from 'node:assert/strict';
import { FindingNews } from '../../src/panel/findingNews.ts';
import { findingsByThread, gravest, inOrder, severityOf } from '../../src/panel/findingOrder.ts';
import { findingKinds } from '../../src/protocol/findings.ts';
import type { FindingKind, FindingView } from '../../src/protocol/findings.ts';

function finding(kind: FindingKind, sinceNs: number, threads: readonly number[] = [0]): FindingView {
  return {
    id: `${kind} ${sinceNs}`,
    kind,
    sinceNs,
    untilNs: null,
    threads,
    spans: [],
    places: [],
    facts: {},
  };
}

describe('findings', () => {
  it('are listed the gravest first, of one kind the earliest first', () => {
    const listed = inOrder([
      finding('idle-threads', 1),
      finding('deadlock', 9),
      finding('deadlock', 3),
      finding('starved-loop', 2),
    ]);
    assert.deepEqual(
      listed.map(({ id }) => id),
      ['deadlock 3', 'deadlock 9', 'starved-loop 2', 'idle-threads 1'],
    );
  });

  it('have a severity, and several have that of the gravest', () => {
    assert.equal(severityOf(findingKinds[0]), 'error');
    assert.equal(gravest([finding('idle-threads', 1), finding('lock-convoy', 1)]), 'warning');
    assert.equal(gravest([]), null);
  });

  it('are found by thread, once each, the gravest first', () => {
    const found = findingsByThread([finding('idle-threads', 1, [2, 1, 2]), finding('deadlock', 2, [2])]);
    assert.deepEqual(
      [...found].map(([thread, own]) => [thread, own.map(({ kind }) => kind)]),
      [
        [2, ['deadlock', 'idle-threads']],
        [1, ['idle-threads']],
      ],
    );
  });
});

describe('news of findings', () => {
  it('are those that came since, by title; what there was at the beginning is none', () => {
    const news = new FindingNews();
    news.gather([finding('deadlock', 1)]);
    assert.ok(news.isEmpty);
    news.gather([finding('deadlock', 1), finding('starved-loop', 2), finding('starved-loop', 3)]);
    assert.equal(news.take(), 'found: Starved event loop');
    assert.ok(news.isEmpty);
    assert.equal(news.take(), '');
  });

  it('are not repeated for what was muted meanwhile, and count what are too many kinds', () => {
    const news = new FindingNews();
    news.gather([]);
    news.gather([finding('deadlock', 1)]);
    news.take();
    news.gather([]);
    news.gather([finding('deadlock', 1)]);
    assert.ok(news.isEmpty);
    news.gather(findingKinds.map(kind => finding(kind, 1)));
    assert.equal(news.take(), '12 new findings');
    news.reset();
    news.gather([finding('deadlock', 7)]);
    assert.ok(news.isEmpty);
  });
});
