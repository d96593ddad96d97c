import type { PeerView, Spread, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { h } from './dom.ts';
import { duration, grouped } from './format.ts';
import { linkButton, threadLink } from './section.ts';
import type { LinkActions, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.peers;
/** The busiest come first; more than this is a list of everybody. */
const mostPeers = 10;

/** With whom the thread exchanged messages: how many each way, how long they were queued and handled. */
export const peerSection: Section = ({ peers, threads }, actions) => {
  if (!peers || peers.length === 0) return null;
  const shown = peers.slice(0, mostPeers);
  const names = shown.map(({ peer }) => threads.get(peer)?.name ?? null);
  return {
    signature: JSON.stringify([shown, names, peers.length]),
    make: () => {
      const head = ['', text.count, text.queued, text.handled].map((name, i) =>
        h('th', { scope: 'col', class: i > 0 ? 'number' : null }, name),
      );
      const left = peers.length - shown.length;
      return [
        h('h3', {}, text.title),
        h(
          'table',
          { class: 'peer-table' },
          h('thead', {}, h('tr', {}, ...head)),
          ...shown.map(peer => peerRows(peer, threads, actions)),
        ),
        ...(left > 0 ? [h('p', { class: 'quiet' }, text.more(left))] : []),
      ];
    },
  };
};

function peerRows(
  view: PeerView,
  threads: ReadonlyMap<ThreadKey, ThreadView>,
  actions: LinkActions,
): HTMLElement {
  const thread = threads.get(view.peer);
  const pair = linkButton('⇄', () => actions.pair(view.peer));
  pair.title = text.pair;
  pair.setAttribute('aria-label', text.pair);
  const name = h(
    'tr',
    {},
    h(
      'th',
      { scope: 'rowgroup', colspan: '3' },
      thread ? threadLink(thread, actions) : strings.inspector.unknown,
    ),
    h('td', { class: 'number' }, thread ? pair : ''),
  );
  return h(
    'tbody',
    {},
    name,
    ...wayRow(text.sent, view.sent, view.sentQueue, view.sentHandler),
    ...wayRow(text.received, view.received, view.receivedQueue, view.receivedHandler),
  );
}

function wayRow(
  label: string,
  count: number,
  queue: Spread | null,
  handler: Spread | null,
): readonly HTMLElement[] {
  if (count === 0) return [];
  const cell = (spread: Spread | null) =>
    h(
      'td',
      { class: 'number', title: spread ? spreadText(spread) : null },
      spread ? duration(spread.p50Ns) : '',
    );
  return [
    h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'quiet' }, label),
      h('td', { class: 'number' }, grouped(count)),
      cell(queue),
      cell(handler),
    ),
  ];
}

function spreadText({ p50Ns, p95Ns, mostNs }: Spread): string {
  return text.spread(duration(p50Ns), duration(p95Ns), duration(mostNs));
}
