import type { KernelView, ThreadView } from '../protocol/panel.ts';
import { factsContent, machineText } from './section.ts';
import type { Fact, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.kernel;

/** The thread as the kernel sees it: on which core, stopped in which call, where in code and stack. */
export const kernelSection: Section = ({ thread, kernelNotice }) => {
  if (!thread) return null;
  const switches = thread.contextSwitches;
  return factsContent(text.title, [
    ...(thread.kernel ? kernelFacts(thread.kernel) : absence(thread, kernelNotice)),
    [text.voluntary, switches && text.voluntaryText(switches.voluntary)],
    [text.involuntary, switches && text.involuntaryText(switches.involuntary)],
  ]);
};

function kernelFacts({ state, core, call, callArguments, stackPointer, programCounter }: KernelView) {
  const facts: Fact[] = [
    [text.state, text.states[state]],
    [state === 'on a core' ? text.core : text.lastCore, core === null ? null : `${core}`],
    [text.call, machineText(call === null ? null : `${call}(${callArguments.join(', ')})`)],
    [text.stackPointer, machineText(stackPointer)],
    [text.programCounter, machineText(programCounter)],
  ];
  return facts;
}

/** Of a thread that has ended there is nothing more to ask. */
function absence(thread: ThreadView, notice: string | null): readonly Fact[] {
  if (thread.endedNs !== null) return [];
  if (thread.state === 'created') return [[text.state, text.notStarted]];
  return [[text.state, text.unknown(notice)]];
}
