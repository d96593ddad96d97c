import type { KernelView, ThreadView } from '../protocol/panel.ts';
import { factsContent } from './section.ts';
import type { Fact, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.kernel;

/** How the kernel schedules the thread: on which core, and how often it left one. In which call it is, its anatomy says. */
export const kernelSection: Section = ({ thread, kernelNotice }) => {
  if (!thread) return null;
  const switches = thread.contextSwitches;
  return factsContent(text.title, [
    ...(thread.kernel ? kernelFacts(thread.kernel) : absence(thread, kernelNotice)),
    [text.voluntary, switches && text.voluntaryText(switches.voluntary)],
    [text.involuntary, switches && text.involuntaryText(switches.involuntary)],
  ]);
};

function kernelFacts({ state, core }: KernelView) {
  const facts: Fact[] = [
    [text.state, text.states[state]],
    [state === 'on a core' ? text.core : text.lastCore, core === null ? null : `${core}`],
  ];
  return facts;
}

/** Of a thread that has ended there is nothing more to ask. */
function absence(thread: ThreadView, notice: string | null): readonly Fact[] {
  if (thread.endedNs !== null) return [];
  if (thread.state === 'created') return [[text.state, text.notStarted]];
  return [[text.state, text.unknown(notice)]];
}
