import type { MessageDetails, ThreadKey, ThreadView } from '../protocol/panel.ts';
import { h } from './dom.ts';
import { bytes, duration, moment } from './format.ts';
import { stateMark } from './icons.ts';
import { factList, threadLink } from './section.ts';
import type { Fact, LinkActions, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.message;
type Threads = ReadonlyMap<ThreadKey, ThreadView>;

/** More lines than this are no list any more; the bar above has them all. */
const mostLines = 12;

/** The selected message: its way from thread to thread, and what kept it. */
export const messageSection: Section = ({ message, threads, isLive }, actions) => {
  if (!message) return null;
  const { details } = message;
  if (!details) {
    return {
      signature: message.isAnswered ? 'gone' : 'asked',
      make: () => [h('h3', {}, text.title), h('p', {}, message.isAnswered ? text.gone : text.asked)],
    };
  }
  const ends = [details.from, details.to ?? -1].map(key => threads.get(key)?.name ?? null);
  return {
    signature: JSON.stringify([details, ends, isLive]),
    make: () => [
      h('h3', {}, text.title),
      wayOf(details, threads, actions),
      factList(factsOf(details, isLive).filter(([, value]) => value !== null)),
      ...meanwhileOf(details, threads),
    ],
  };
};

function wayOf({ from, to }: MessageDetails, threads: Threads, actions: LinkActions): HTMLElement {
  const end = (key: ThreadKey | null) => {
    const thread = key === null ? undefined : threads.get(key);
    return thread ? threadLink(thread, actions) : strings.inspector.unknown;
  };
  return h('p', { class: 'message-way' }, end(from), ' → ', end(to));
}

function factsOf(details: MessageDetails, isLive: boolean): readonly Fact[] {
  const { sentNs, tookNs, bytes: size, receivedNs, handledNs } = details;
  const pending = isLive ? text.notYet : text.never;
  return [
    [text.sent, moment(sentNs)],
    [text.took, tookNs === null ? null : duration(tookNs)],
    [text.size, size === null ? null : bytes(size)],
    [text.received, receivedNs === null ? pending : moment(receivedNs)],
    [text.queued, receivedNs === null ? null : duration(receivedNs - sentNs)],
    [
      text.handled,
      receivedNs === null
        ? null
        : handledNs === null
          ? isLive
            ? text.notYet
            : strings.inspector.unknown
          : duration(handledNs - receivedNs),
    ],
  ];
}

function meanwhileOf(details: MessageDetails, threads: Threads): readonly Node[] {
  const { meanwhile, to } = details;
  if (meanwhile.length === 0) return [];
  const receiver = (to === null ? undefined : threads.get(to))?.name ?? strings.inspector.unknown;
  const lines = [...meanwhile]
    .sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs))
    .slice(0, mostLines)
    .sort((a, b) => a.startNs - b.startNs);
  const left = meanwhile.length - lines.length;
  return [
    h('h4', {}, text.meanwhile(receiver)),
    barOf(details),
    h('ul', { class: 'meanwhile' }, ...lines.map(lineOf)),
    ...(left > 0 ? [h('p', { class: 'quiet' }, text.more(left))] : []),
  ];
}

/** From sending to delivery, to scale: where nothing is known of the receiver, the ground shows. */
function barOf({ meanwhile, sentNs, receivedNs }: MessageDetails): HTMLElement {
  const bar = h('div', { class: 'meanwhile-bar', 'aria-hidden': 'true' });
  const toNs = receivedNs ?? Math.max(sentNs + 1, ...meanwhile.map(span => span.endNs));
  const part = (ns: number) => (Math.min(toNs, Math.max(sentNs, ns)) - sentNs) / (toNs - sentNs || 1);
  for (const { startNs, endNs, state, known } of meanwhile) {
    const title = `${strings.states[state]} ${duration(endNs - startNs)}`;
    const piece = h('div', { class: `back-${state} known-${known}`, title });
    piece.style.left = `${part(startNs) * 100}%`;
    piece.style.width = `${(part(endNs) - part(startNs)) * 100}%`;
    bar.append(piece);
  }
  return bar;
}

function lineOf({ startNs, endNs, state, known, cause }: MessageDetails['meanwhile'][number]): HTMLElement {
  return h(
    'li',
    {},
    stateMark(state),
    h(
      'span',
      { class: 'label' },
      strings.states[state],
      cause === null ? null : h('span', { class: 'cause' }, `: ${cause}`),
      known === 'told'
        ? null
        : h('span', { class: 'quiet', title: strings.known[known] }, ` (${strings.knownShort[known]})`),
    ),
    h('span', { class: 'number' }, duration(endNs - startNs)),
  );
}
