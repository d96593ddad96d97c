import { h } from './dom.ts';
import { percent } from './format.ts';
import { stateMark } from './icons.ts';
import { threadLink } from './section.ts';
import type { Section } from './section.ts';
import * as strings from './strings.ts';

/** Of a process's runtime threads, as one: what they are, and what each does now. */
export const runtimeSection: Section = ({ runtime }, actions) => {
  if (!runtime) return null;
  const lines = runtime.threads.map(thread => ({
    thread,
    state: strings.stateWithCause(thread),
    cpu: thread.cpuShare === null ? '' : percent(thread.cpuShare),
  }));
  return {
    signature: JSON.stringify(lines.map(({ thread, state, cpu }) => [thread.key, thread.name, state, cpu])),
    make: () => [
      h('p', { class: 'explanation' }, strings.runtimeThreads.meaningOf(runtime.threads)),
      h(
        'ul',
        { class: 'runtime-list' },
        ...lines.map(({ thread, state, cpu }) =>
          h(
            'li',
            {},
            stateMark(thread.state),
            threadLink(thread, actions),
            h('span', { class: 'quiet' }, state),
            h('span', { class: 'number' }, cpu),
          ),
        ),
      ),
    ],
  };
};
