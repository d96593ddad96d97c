import type { ThreadView } from '../protocol/panel.ts';
import type { FrameVariables, StackFrame } from '../protocol/stacks.ts';
import type { CapturedStack } from './capturedStacks.ts';
import { h } from './dom.ts';
import { duration } from './format.ts';
import { frameName, frameRows } from './frameRows.ts';
import { factList, linkButton, machineText, placeLink } from './section.ts';
import type { Fact, SectionActions, Section } from './section.ts';
import { nativePlaceOf } from './nativePlace.ts';
import type { ShownNative } from './nativePlace.ts';
import * as strings from './strings.ts';
import type { Subject } from './subject.ts';

const text = strings.anatomy;

/** What a thread is made of: identifiers, program counter, stack and registers. Asks for what costs something. */
export const anatomySection: Section = (subject, actions) => {
  const { thread } = subject;
  if (!thread) return null;
  const native = nativePlaceOf(thread, subject.stack);
  return {
    signature: JSON.stringify([
      identifiers(subject),
      native,
      thread.wait?.at,
      stackSignature(subject, actions),
    ]),
    make: () => [
      h('h3', {}, text.title),
      h('h4', {}, text.identifiers),
      factList(identifiers(subject)),
      ...counterPart(subject, native, actions),
      ...stackPart(subject, actions),
      ...registerPart(native),
    ],
  };
};

function identifiers({ thread, process }: Subject): readonly Fact[] {
  if (!thread) return [];
  const { threadId, osThreadId, python, kind } = thread;
  const ident = python?.ident ?? null;
  const facts: readonly Fact[] = [
    [strings.inspector.threadId, kind === 'program' && python === null ? `${threadId}` : null],
    [strings.python.ident, ident === null ? null : `${ident}`],
    [strings.inspector.osThreadId, osThreadId === null ? strings.inspector.unknown : `${osThreadId}`],
    [strings.inspector.pid, `${process.pid}`],
  ];
  return facts.filter(([, value]) => value !== null);
}

/** The line of the program that it is on: the innermost call of the program's own, or the line of its wait. */
function lineOf(thread: ThreadView, stack: CapturedStack | null): StackFrame['place'] {
  const own = stack?.captured.frames?.find(({ origin, place }) => origin === 'program' && place !== null);
  return own?.place ?? thread.wait?.at ?? null;
}

function counterPart(
  { thread, stack }: Subject,
  native: ShownNative | null,
  actions: SectionActions,
): readonly Node[] {
  const place = thread && lineOf(thread, stack);
  if (!place && !native?.programCounter) return [];
  return [
    h('h4', {}, text.programCounter, ' ', asOf(native)),
    factList(
      (
        [
          [text.line, placeLink(place, actions)],
          [text.address, machineText(native?.programCounter ?? null)],
          [text.module, machineText(native?.module ?? null)],
        ] as const
      ).filter(([, value]) => value !== null),
    ),
  ];
}

function stackPart(subject: Subject, actions: SectionActions): readonly Node[] {
  const { thread, process, stack, isLive } = subject;
  if (thread?.kind !== 'program') return [];
  const isAlive = isLive && thread.endedNs === null;
  const again = isAlive ? linkButton(strings.stacks.captureNow, () => actions.capture()) : null;
  again?.classList.add('capture-now');
  if (stack === null) {
    // Of what is over nothing can be asked any more.
    return isAlive ? [h('h4', {}, text.stack, ' ', again), h('p', { class: 'quiet' }, text.notCaptured)] : [];
  }
  const { frames, moreFrames, why } = stack.captured;
  const heading = h('h4', {}, text.stack, ' ', note(text.asOf(duration(stack.atNs))), ' ', again);
  if (frames === null) return [heading, h('p', { class: 'quiet' }, why)];
  // Node's threads would have to be stopped for it, and are not.
  const hasVariables = isAlive && process.runtime === 'python';
  const extra = (frame: StackFrame) => variablesOf(frame, frames.indexOf(frame), stack, actions);
  return [
    heading,
    h(
      'ol',
      { class: 'stack-frames' },
      ...frameRows(frames, `inspector-${thread.key}`, actions, hasVariables ? extra : undefined),
      frames.length === 0 ? h('li', { class: 'quiet' }, strings.stacks.noCall) : null,
      moreFrames > 0 ? h('li', { class: 'quiet' }, strings.stacks.leftOut(moreFrames)) : null,
    ),
  ];
}

/** Whoever wants them asks for each call: they are contents, and shown for as long as they are looked at. */
function variablesOf(
  frame: StackFrame,
  index: number,
  { variables }: CapturedStack,
  actions: SectionActions,
): HTMLElement | null {
  if (frame.origin !== 'program') return null;
  const isShown = variables?.frame === index;
  const button = linkButton(text.variables, () => actions.toggleVariables(index));
  button.classList.add('variables-link');
  button.setAttribute('aria-expanded', String(isShown));
  button.setAttribute('aria-label', text.variablesOf(frameName(frame)));
  button.dataset['fold'] = `variables-${index}`;
  if (!isShown) return button;
  return h('div', { class: 'variables' }, button, ...variableList(variables.answer));
}

function variableList(answer: FrameVariables | 'asked' | null): readonly Node[] {
  if (answer === 'asked') return [h('p', { class: 'quiet' }, text.asking)];
  if (answer === null) return [h('p', { class: 'quiet' }, text.noVariables)];
  const scopes = answer.scopes.filter(({ variables }) => variables.length > 0);
  if (scopes.length === 0) return [h('p', { class: 'quiet' }, text.noneThere)];
  return [
    ...scopes.flatMap(({ kind, variables }) => [
      h('h5', {}, kind),
      factList(variables.map(({ name, value }) => [name, h('code', {}, value)])),
    ]),
    h('p', { class: 'quiet' }, text.privacy),
  ];
}

function registerPart(native: ShownNative | null): readonly Node[] {
  if (native === null) return [];
  const heading = h('h4', {}, text.registers, ' ', asOf(native));
  if (native.state === 'on a core') return [heading, h('p', { class: 'quiet' }, text.onCore)];
  const { call, callArguments, stackPointer } = native;
  if (call === null && stackPointer === null) return [heading, h('p', { class: 'quiet' }, text.notRead)];
  const facts: readonly Fact[] = [
    [text.call, call === null ? null : machineText(call)],
    ...callArguments.map((value, index): Fact => [argumentName(index), machineText(value)]),
    [text.stackPointer, machineText(stackPointer)],
  ];
  const list = factList(facts.filter(([, value]) => value !== null));
  list.classList.add('registers');
  return [heading, list];
}

/** The argument registers of a system call are the first six, in order. */
function argumentName(index: number): string {
  return strings.anatomy.argument(index + 1);
}

function asOf(native: ShownNative | null): HTMLElement | null {
  return typeof native?.atNs !== 'number' ? null : note(text.asOf(duration(native.atNs)));
}

function note(words: string): HTMLElement {
  return h('span', { class: 'as-of' }, words);
}

function stackSignature({ stack, isLive, thread }: Subject, actions: SectionActions) {
  return [
    stack && [stack.number, stack.variables, stack.captured.thread],
    isLive && thread?.endedNs === null,
    actions.foldsVersion,
  ];
}
