import { anatomySection } from './anatomySection.ts';
import { h, keepFocus, refresh } from './dom.ts';
import { stateMark } from './icons.ts';
import { kernelSection } from './kernelSection.ts';
import { lockSection } from './lockSection.ts';
import { messageSection } from './messageSection.ts';
import { pythonSection } from './pythonSection.ts';
import { runtimeSection } from './runtimeSection.ts';
import { peerSection } from './peerSection.ts';
import type { Section, SectionActions } from './section.ts';
import * as strings from './strings.ts';
import type { Subject } from './subject.ts';
import {
  constructedSection,
  diagramSection,
  errorSection,
  identitySection,
  lifecycleSection,
  messageCountSection,
  spanSection,
  timeSection,
} from './threadSections.ts';
import { iconButton } from './toolkit.ts';
import { vitalsSection } from './vitalsSection.ts';
import { waitSection } from './waitSection.ts';

export interface InspectorActions extends SectionActions {
  close(): void;
}

/** What was picked first, then how it is, then who it is. */
const sections: readonly (readonly [name: string, section: Section])[] = [
  ['error', errorSection],
  ['runtime', runtimeSection],
  ['message', messageSection],
  ['span', spanSection],
  ['diagram', diagramSection],
  ['time', timeSection],
  ['anatomy', anatomySection],
  ['waits', waitSection],
  ['peers', peerSection],
  ['vitals', vitalsSection],
  ['locks', lockSection],
  ['python', pythonSection],
  ['kernel', kernelSection],
  ['lifecycle', lifecycleSection],
  ['identity', identitySection],
  ['messages', messageCountSection],
  ['constructed', constructedSection],
];

/**
 * All facts about the selected thread. Each section is made anew only when what it says has changed: links
 * keep their focus and text stays selectable while the run goes on.
 */
export class Inspector {
  readonly element = h('section', {
    class: 'inspector',
    'aria-label': strings.inspector.label,
    tabindex: '-1',
    hidden: '',
  });
  readonly #heading = h('h2', {});
  readonly #sections: readonly { readonly element: HTMLElement; readonly section: Section }[];
  readonly #actions: InspectorActions;

  /** `tabs` lead to the other things that could stand here. */
  constructor(actions: InspectorActions, tabs: HTMLElement) {
    this.#actions = actions;
    this.#sections = sections.map(([name, section]) => ({
      element: h('section', { class: `facts facts-${name}`, hidden: '' }),
      section,
    }));
    const close = iconButton('close', strings.inspector.close, () => actions.close());
    this.element.append(
      h('div', { class: 'inspector-head' }, this.#heading, tabs, close),
      h('div', { class: 'inspector-body' }, ...this.#sections.map(({ element }) => element)),
    );
  }

  update(subject: Subject | null): void {
    this.element.hidden = subject === null;
    if (!subject) return;
    const { title, detail, state } = headingOf(subject);
    refresh(this.#heading, `${title}|${detail}|${state}`, () => [
      state ? stateMark(state) : null,
      h('span', { class: 'title' }, title),
      h('span', { class: 'state' }, detail),
    ]);
    for (const { element, section } of this.#sections) {
      const content = section(subject, this.#actions);
      element.hidden = content === null;
      if (content) keepFocus(element, () => refresh(element, content.signature, () => content.make()));
    }
  }

  focus(): void {
    this.element.focus();
  }
}

function headingOf({ thread, process, runtime }: Subject) {
  if (thread) {
    return {
      title: strings.threadName(thread),
      detail: strings.stateWithCause(thread),
      state: thread.state,
    };
  }
  const title = strings.processName(process);
  if (!runtime) return { title, detail: process.title, state: null };
  return {
    title: strings.runtimeThreads.count(runtime.threads),
    detail: `${strings.runtimeThreads.busy(runtime.busy)} · ${title}`,
    state: null,
  };
}
