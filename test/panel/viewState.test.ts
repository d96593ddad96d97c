import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ViewStore } from '../../src/panel/viewState.ts';
import type { ViewState } from '../../src/panel/viewState.ts';

const changed = {
  window: { fromNs: 5, toNs: 9 },
  isFollowing: false,
  selected: 't3',
  span: { thread: 3, fromNs: 6, toNs: 7 },
  message: 12,
  range: { fromNs: 1, toNs: 2 },
  detail: 'range',
  finding: null,
  capture: null,
  marks: { a: 3, b: null },
  view: 'cores',
  core: 2,
  sort: 'busiest',
  pinned: ['t2'],
  hidden: ['t5', 't6'],
  toggled: ['p0', 'r1'],
  filter: 'sieve',
  columnPx: 190,
} as const satisfies Partial<ViewState>;

/** What a store saves, as VS Code gives it back. */
function saved(work: (store: ViewStore) => void): unknown {
  let state: unknown;
  const store = new ViewStore(null, now => (state = now));
  work(store);
  store.flush();
  return JSON.parse(JSON.stringify(state ?? null));
}

const restored = (state: unknown) => new ViewStore(state, () => undefined).state;

describe('the state of the view', () => {
  it('comes back as it was saved, in every part', () => {
    const state = saved(store => {
      store.beginRun(77);
      store.set(changed);
    });
    const after = restored(state);
    assert.deepEqual({ ...after, ...changed, runStartedAtMs: 77 }, after);
  });

  it('is saved when the panel goes, however soon, and once', () => {
    const states: ViewState[] = [];
    const store = new ViewStore(null, state => states.push(state));
    store.set({ filter: 'a' });
    store.set({ filter: 'ab' });
    assert.equal(states.length, 0);
    store.flush();
    store.flush();
    assert.deepEqual(
      states.map(state => state.filter),
      ['ab'],
    );
  });

  it('keeps for another run what the user arranged, and nothing that names its threads', () => {
    const store = new ViewStore(
      saved(one => {
        one.beginRun(77);
        one.set(changed);
      }),
      () => undefined,
    );
    store.beginRun(77);
    assert.equal(store.state.selected, 't3', 'it is the same run');
    store.beginRun(78);
    const { selected, span, message, window, range, toggled, isFollowing, filter, columnPx } = store.state;
    assert.deepEqual([selected, span, message, window, range], [null, null, null, null, null]);
    assert.deepEqual([toggled, isFollowing, filter, columnPx], [[], true, 'sieve', 190]);
    store.flush();
  });

  it('is taken from whatever was saved as far as it fits, and never throws', () => {
    const fresh = restored(null);
    for (const bad of [
      17,
      'x',
      [],
      { window: { fromNs: 9, toNs: 5 } },
      { selected: 'q1' },
      { span: { thread: 1 } },
    ]) {
      assert.deepEqual(restored(bad), fresh);
    }
    const keys = Object.keys(fresh);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.anything()), state => {
        assert.deepEqual(Object.keys(restored(state)).sort(), [...keys].sort());
      }),
    );
  });
});
