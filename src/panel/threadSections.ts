import type { ProcessView, ThreadView } from '../protocol/panel.ts';
import { h } from './dom.ts';
import { duration, grouped, moment, percent } from './format.ts';
import { stateMark } from './icons.ts';
import { lifecycleDiagram, lifecycleNodes } from './lifecycleDiagram.ts';
import { factList, factsContent, linkButton, placeLink, threadLink } from './section.ts';
import type { Fact, Section } from './section.ts';
import { stackLines } from '../trace/stackFrames.ts';
import * as strings from './strings.ts';
import { stateTimes } from './stateTimes.ts';
import type { Subject } from './subject.ts';
import { iconButton } from './toolkit.ts';

/** What the inspector says of every thread and process: who it is, how it went, how it ended. */

const text = strings.inspector;

export const errorSection: Section = ({ thread }, actions) => {
  const error = thread?.error;
  if (!error) return null;
  return {
    signature: JSON.stringify(error),
    make: () => {
      const title = `${error.name}: ${error.message}`;
      const frames = error.stack === null ? [] : stackLines(error.stack).filter(line => line.place !== null);
      const copy = iconButton('copy', text.copy, () => actions.copy(error.stack ?? title));
      const list = h('ol', { class: 'stack' });
      for (const { text: line, place, isUserCode } of frames) {
        const item = place ? linkButton(line.trim(), () => actions.open(place)) : line;
        list.append(h('li', { class: isUserCode ? 'user-code' : 'other-code' }, item));
      }
      return [h('h3', {}, text.error, copy), h('p', { class: 'error-message' }, title), list];
    },
  };
};

export const spanSection: Section = ({ span }, actions) =>
  span && {
    signature: JSON.stringify(span),
    make: () => [
      h('h3', {}, text.span),
      h('p', { class: 'state-line' }, span.state ? stateMark(span.state) : null, span.title),
      factList(
        span.facts.map(([label, value, place]) => [label, placeLink(place ?? null, actions) ?? value]),
      ),
    ],
  };

export const timeSection: Section = ({ thread }) => {
  if (!thread) return null;
  const times = stateTimes(thread.stateNs);
  return {
    signature: JSON.stringify(times.map(({ state, ns }) => [state, duration(ns)])),
    make: () => {
      if (times.length === 0) return [h('h3', {}, text.time), h('p', {}, text.noTime)];
      const bar = h('div', { class: 'time-bar', 'aria-hidden': 'true' });
      const list = h('ul', { class: 'time-list' });
      for (const { state, ns, share } of times) {
        const piece = h('div', {
          class: `time-piece back-${state}`,
          title: `${strings.states[state]} ${percent(share)}`,
        });
        piece.style.flexGrow = String(Math.max(share, 0.004));
        bar.append(piece);
        list.append(
          h(
            'li',
            { title: strings.stateMeanings[state] },
            stateMark(state),
            h('span', { class: 'label' }, strings.states[state]),
            h('span', { class: 'number' }, duration(ns)),
            h('span', { class: 'number' }, percent(share)),
          ),
        );
      }
      return [h('h3', {}, text.time), bar, list];
    },
  };
};

export const diagramSection: Section = ({ thread, runtime }) => {
  if (!thread || runtime) return null;
  const nodes = lifecycleNodes(thread);
  return {
    signature: JSON.stringify(nodes),
    make: () => [h('h3', {}, text.lifecycle), lifecycleDiagram(nodes)],
  };
};

export const lifecycleSection: Section = ({ thread, process, runtime }, actions) => {
  if (runtime) return null;
  if (!thread) return factsContent(text.lifecycle, processLifecycle(process));
  const at = (ns: number | null) => (ns === null ? null : moment(ns));
  const lived = thread.endedNs === null ? '' : ` (${duration(thread.endedNs - thread.createdNs)})`;
  const end =
    thread.endedNs === null ? null : `${moment(thread.endedNs)}${lived}, ${strings.endLabel(thread)}`;
  // Nobody saw a runtime thread being made; what is known of it begins when it was seen first.
  if (thread.kind === 'runtime') {
    return factsContent(text.moments, [
      [strings.moments.firstSeen, at(thread.createdNs)],
      [strings.moments.ended, thread.endedNs === null ? null : `${moment(thread.endedNs)}${lived}`],
    ]);
  }
  return factsContent(text.moments, [
    [strings.moments.created, at(thread.createdNs)],
    [strings.moments.started, at(thread.startedNs)],
    [strings.moments.codeBegins, at(thread.codeBeginsNs)],
    [strings.moments.online, at(thread.onlineNs)],
    [strings.moments.ended, end],
    [text.exitCalled, placeLink(thread.exitCalledAt, actions)],
    [text.terminatedBy, thread.terminatedByUser ? text.terminatedByUser : null],
    [text.terminateCalled, placeLink(thread.terminateCalledAt, actions)],
  ]);
};

export const identitySection: Section = (subject, actions) => {
  const { thread, process, parent, runtime } = subject;
  if (runtime) return null;
  if (!thread) return factsContent(text.identity, processIdentity(subject));
  const isProgram = thread.kind === 'program';
  return factsContent(text.identity, [
    [text.kind, isProgram ? null : text.runtimeThread],
    [text.process, `${strings.processName(process)} · ${process.title}`],
    [text.parent, parent && threadLink(parent, actions)],
    [text.createdAt, placeLink(thread.createdAt, actions)],
    [text.cpu, cpuText(thread)],
    [text.lost, thread.lostRecords > 0 ? grouped(thread.lostRecords) : null],
  ]);
};

export const messageCountSection: Section = ({ thread }) => {
  // Threads of Python share what they have, and send nothing.
  if (thread?.kind !== 'program' || thread.python !== null) return null;
  const { messages } = thread;
  return factsContent(text.messages, [
    [text.sent, grouped(messages.sent)],
    [text.received, grouped(messages.received)],
    [text.undeliverable, messages.failed > 0 ? grouped(messages.failed) : null],
  ]);
};

export const constructedSection: Section = ({ thread }) =>
  thread?.constructed ? factsContent(text.constructed, strings.constructorFacts(thread.constructed)) : null;

function cpuText({ cpuNs, cpuShare, cpuKnown }: ThreadView): string | null {
  const parts = [cpuNs === null ? null : duration(cpuNs), cpuShare === null ? null : percent(cpuShare)];
  const shown = parts.filter(part => part !== null).join(', ');
  return shown === '' ? null : `${shown} (${strings.known[cpuKnown]})`;
}

function processIdentity({ process, threadCount }: Subject): readonly Fact[] {
  return [
    [text.pid, `${process.pid}`],
    [text.runtime, `${process.runtime} ${process.runtimeVersion}`],
    [text.threads, grouped(threadCount)],
  ];
}

function processLifecycle(process: ProcessView): readonly Fact[] {
  const lived = process.endedNs === null ? 0 : process.endedNs - process.startedNs;
  return [
    [strings.moments.started, moment(process.startedNs)],
    [
      strings.moments.ended,
      process.endedNs === null
        ? null
        : `${moment(process.endedNs)} (${duration(lived)}), ${strings.processEnd(process)}`,
    ],
  ];
}
