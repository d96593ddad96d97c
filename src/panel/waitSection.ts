import { h } from './dom.ts';
import { duration, grouped } from './format.ts';
import { waitList } from './section.ts';
import type { Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.waits;
const mostCauses = 6;

/** What the thread was blocked by or slept for in its whole life, and the longest of it, with who ended it. */
export const waitSection: Section = ({ waits, thread }, actions) => {
  const sums = waits?.threads.find(one => one.thread === thread?.key)?.waits ?? [];
  if (!waits || sums.length === 0) return null;
  const { longestWaits } = waits;
  return {
    signature: JSON.stringify([sums, longestWaits]),
    make: () => [
      h('h3', {}, text.title),
      h(
        'dl',
        { class: 'wait-sums' },
        ...sums
          .slice(0, mostCauses)
          .flatMap(({ cause, count, totalNs }) => [
            h('dt', {}, strings.causeText(cause)),
            h('dd', {}, `${duration(totalNs)} (${text.times(grouped(count))})`),
          ]),
      ),
      h('h4', {}, text.longest),
      waitList(longestWaits, strings.waitText, actions),
    ],
  };
};
