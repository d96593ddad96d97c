import type { LockView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { h } from './dom.ts';
import { moment } from './format.ts';
import { placeLink, threadLink } from './section.ts';
import type { LinkActions, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.locks;

/** The locks that the thread holds or queues for, behind whom, and what it awaits without being blocked. */
export const lockSection: Section = ({ thread, threads }, actions) => {
  if (!thread || thread.locks.length + thread.asyncWaits.length === 0) return null;
  const names = thread.locks.flatMap(lock => lock.behind.map(key => threads.get(key)?.name ?? null));
  return {
    signature: JSON.stringify([thread.locks, thread.asyncWaits, names]),
    make: () => [
      h('h3', {}, text.title),
      h(
        'ul',
        { class: 'lock-list' },
        ...thread.locks.map(lock => lockItem(lock, threads, actions)),
        ...thread.asyncWaits.map(wait =>
          h('li', { class: 'lock-item' }, h('div', {}, h('b', {}, text.awaits), ' ', wait)),
        ),
      ),
    ],
  };
};

function lockItem(
  { name, kind, mode, state, sinceNs, at, behind }: LockView,
  threads: ReadonlyMap<ThreadKey, ThreadView>,
  actions: LinkActions,
): HTMLElement {
  const place = placeLink(at, actions);
  const head = h(
    'div',
    {},
    h('b', {}, text.states[state]),
    ' ',
    h('q', {}, name),
    ` · ${kind ?? text.modes[mode]}`,
  );
  const since = h(
    'div',
    { class: 'quiet' },
    sinceNs === null ? null : text.since[state](moment(sinceNs)),
    sinceNs !== null && place ? ' · ' : null,
    place,
  );
  if (behind.length === 0) return h('li', { class: `lock-item ${state}` }, head, since);
  const links = behind.flatMap((key, i) => {
    const other = threads.get(key);
    return [i === 0 ? ' ' : ', ', other ? threadLink(other, actions) : strings.inspector.unknown];
  });
  return h('li', { class: `lock-item ${state}` }, head, h('div', {}, text.behind, ...links), since);
}
