import type { ProcessView, ThreadKey, ThreadView } from '../protocol/panel.ts';
import type { SourcePlace } from '../protocol/words.ts';
import type { Description } from './describe.ts';
import { h, refresh } from './dom.ts';
import { duration, grouped, moment, percent, placeLabel } from './format.ts';
import { stateMark } from './icons.ts';
import { stackLines } from './stackFrames.ts';
import * as strings from './strings.ts';
import { stateTimes } from './stateTimes.ts';
import { iconButton } from './toolkit.ts';

export interface InspectorActions {
  open(place: SourcePlace): void;
  copy(text: string): void;
  select(thread: ThreadKey): void;
  close(): void;
}

/** What is inspected: a thread with the process it lives in, or a process. */
export interface Subject {
  readonly process: ProcessView;
  readonly thread: ThreadView | null;
  readonly parent: ThreadView | null;
  readonly span: Description | null;
  readonly threadCount: number;
}

type Value = string | Node | null;
type Fact = readonly [label: string, value: Value];

const text = strings.inspector;

/**
 * All facts about the selected thread. Each section is made anew only when what it says has changed: links
 * keep their focus and text stays selectable while the run goes on.
 */
export class Inspector {
  readonly element = h('section', {
    class: 'inspector',
    'aria-label': text.label,
    tabindex: '-1',
    hidden: '',
  });
  readonly #heading = h('h2', {});
  readonly #body = h('div', { class: 'inspector-body' });
  readonly #sections = new Map<string, HTMLElement>();
  readonly #actions: InspectorActions;

  constructor(actions: InspectorActions) {
    this.#actions = actions;
    const close = iconButton('close', text.close, () => actions.close());
    this.element.append(h('div', { class: 'inspector-head' }, this.#heading, close), this.#body);
    for (const name of ['error', 'span', 'time', 'lifecycle', 'identity', 'messages', 'constructed']) {
      const section = h('section', { class: `facts facts-${name}`, hidden: '' });
      this.#sections.set(name, section);
      this.#body.append(section);
    }
  }

  update(subject: Subject | null): void {
    this.element.hidden = subject === null;
    if (!subject) return;
    const { thread, process } = subject;
    const title = thread
      ? `${thread.name} ${strings.threadDetail(thread)}`.trim()
      : strings.processName(process);
    const state = thread ? strings.stateWithCause(thread) : process.title;
    refresh(this.#heading, `${title}|${state}|${thread?.state}`, () => [
      thread ? stateMark(thread.state) : null,
      h('span', { class: 'title' }, title),
      h('span', { class: 'state' }, state),
    ]);
    this.#span(subject.span);
    this.#facts(
      'identity',
      text.identity,
      thread ? this.#identity(thread, subject) : processIdentity(subject),
    );
    this.#facts('lifecycle', text.lifecycle, thread ? this.#lifecycle(thread) : processLifecycle(process));
    this.#time(thread);
    this.#facts('messages', text.messages, thread ? messageFacts(thread) : []);
    this.#facts(
      'constructed',
      text.constructed,
      thread?.constructed ? strings.constructorFacts(thread.constructed) : [],
    );
    this.#error(thread);
  }

  focus(): void {
    this.element.focus();
  }

  #section(name: string, signature: string | null, make: () => readonly (Node | string)[]): void {
    const section = this.#sections.get(name);
    if (!section) return;
    section.hidden = signature === null;
    if (signature !== null) refresh(section, signature, make);
  }

  #facts(name: string, title: string, facts: readonly Fact[]): void {
    const shown = facts.filter(([, value]) => value !== null);
    const signature = JSON.stringify(shown.map(([label, value]) => [label, asText(value)]));
    this.#section(name, shown.length === 0 ? null : signature, () => [
      h('h3', {}, title),
      h('dl', {}, ...shown.flatMap(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])),
    ]);
  }

  #span(span: Description | null): void {
    if (!span) {
      this.#section('span', null, () => []);
      return;
    }
    this.#section('span', JSON.stringify(span), () => [
      h('h3', {}, text.span),
      h('p', { class: 'state-line' }, span.state ? stateMark(span.state) : null, span.title),
      h('dl', {}, ...span.facts.flatMap(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])),
    ]);
  }

  #identity(thread: ThreadView, { process, parent }: Subject): readonly Fact[] {
    return [
      [text.threadId, `${thread.threadId}`],
      [text.osThreadId, thread.osThreadId === null ? text.unknown : `${thread.osThreadId}`],
      [text.process, `${strings.processName(process)} · ${process.title}`],
      [text.parent, parent && this.#button(parent.name, () => this.#actions.select(parent.key))],
      [text.createdAt, this.#link(thread.createdAt)],
      [text.cpu, cpuText(thread)],
      [text.switches, thread.contextSwitches && strings.switchesText(thread.contextSwitches)],
      [text.lost, thread.lostRecords > 0 ? grouped(thread.lostRecords) : null],
    ];
  }

  #lifecycle(thread: ThreadView): readonly Fact[] {
    const at = (ns: number | null) => (ns === null ? null : moment(ns));
    const lived = thread.endedNs === null ? '' : ` (${duration(thread.endedNs - thread.createdNs)})`;
    return [
      [strings.moments.created, at(thread.createdNs)],
      [strings.moments.started, at(thread.startedNs)],
      [strings.moments.codeBegins, at(thread.codeBeginsNs)],
      [strings.moments.online, at(thread.onlineNs)],
      [
        strings.moments.ended,
        thread.endedNs === null ? null : `${moment(thread.endedNs)}${lived}, ${strings.endLabel(thread)}`,
      ],
      [text.exitCalled, this.#link(thread.exitCalledAt)],
      [text.terminateCalled, this.#link(thread.terminateCalledAt)],
    ];
  }

  #time(thread: ThreadView | null): void {
    if (!thread) {
      this.#section('time', null, () => []);
      return;
    }
    const times = stateTimes(thread.stateNs);
    const signature = JSON.stringify(times.map(({ state, ns }) => [state, duration(ns)]));
    this.#section('time', signature, () => {
      if (times.length === 0) return [h('h3', {}, text.time), h('p', {}, text.noTime)];
      const bar = h('div', { class: 'time-bar', 'aria-hidden': 'true' });
      const list = h('ul', { class: 'time-list' });
      for (const { state, ns, share } of times) {
        const piece = h('div', { class: `time-piece back-${state}`, title: `${state} ${percent(share)}` });
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
    });
  }

  #error(thread: ThreadView | null): void {
    const error = thread?.error;
    if (!error) {
      this.#section('error', null, () => []);
      return;
    }
    this.#section('error', JSON.stringify(error), () => {
      const title = `${error.name}: ${error.message}`;
      const frames = error.stack === null ? [] : stackLines(error.stack).filter(line => line.place !== null);
      const copy = iconButton('copy', text.copy, () => this.#actions.copy(error.stack ?? title));
      const list = h('ol', { class: 'stack' });
      for (const { text: line, place, isUserCode } of frames) {
        const item = place ? this.#button(line.trim(), () => this.#actions.open(place)) : line;
        list.append(h('li', { class: isUserCode ? 'user-code' : 'other-code' }, item));
      }
      return [h('h3', {}, text.error, copy), h('p', { class: 'error-message' }, title), list];
    });
  }

  #link(place: SourcePlace | null): Node | null {
    if (!place) return null;
    const link = this.#button(placeLabel(place), () => this.#actions.open(place));
    link.title = `${place.file}:${place.line}:${place.column}`;
    return link;
  }

  #button(label: string, onClick: () => void): HTMLButtonElement {
    const button = h('button', { class: 'link', type: 'button' }, label);
    button.addEventListener('click', onClick);
    return button;
  }
}

function asText(value: Value): string | null {
  return value instanceof Node ? value.textContent : value;
}

function cpuText({ cpuNs, cpuShare, cpuKnown }: ThreadView): string | null {
  const parts = [cpuNs === null ? null : duration(cpuNs), cpuShare === null ? null : percent(cpuShare)];
  const shown = parts.filter(part => part !== null).join(', ');
  return shown === '' ? null : `${shown} (${strings.known[cpuKnown]})`;
}

function messageFacts({ messages }: ThreadView): readonly Fact[] {
  return [
    [text.sent, grouped(messages.sent)],
    [text.received, grouped(messages.received)],
    [text.undeliverable, messages.failed > 0 ? grouped(messages.failed) : null],
  ];
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
