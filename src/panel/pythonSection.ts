import type { ThreadView } from '../protocol/panel.ts';
import type { PythonConstructor } from '../protocol/words.ts';
import { duration, percent } from './format.ts';
import { factsContent, placeLink } from './section.ts';
import type { Fact, Section } from './section.ts';
import * as strings from './strings.ts';

const text = strings.python;

/** What Python knows of a thread: what its constructor was given, its start, its tasks, and what the GIL cost it. */
export const pythonSection: Section = ({ thread }, actions) => {
  const python = thread?.python;
  if (!thread || !python) return null;
  const { constructed, startedAt, task, tasks } = python;
  return factsContent(text.title, [
    [text.gil, gilText(thread)],
    ...(constructed === null ? [] : constructorFacts(constructed)),
    [text.startedAt, placeLink(startedAt, actions)],
    [text.tasks, tasks === 0 ? null : tasksText(tasks, task)],
  ]);
};

function gilText({ python, stateNs, isMain }: ThreadView): string | null {
  if (python === null || python.hasGil === null) return null;
  if (!python.hasGil) return text.noGil;
  const { withoutGilNs } = python;
  const lifeNs = Object.values(stateNs).reduce((sum, ns) => sum + ns, 0);
  // Of a program with one thread there is nothing to say.
  if (withoutGilNs === null || (withoutGilNs === 0 && isMain)) return null;
  return text.withoutGil(duration(withoutGilNs), percent(lifeNs > 0 ? withoutGilNs / lifeNs : 0));
}

function constructorFacts(constructed: PythonConstructor): readonly Fact[] {
  const { kind, className, target, args, argCount, kwargs, daemon } = constructed;
  const more = argCount > args.length ? [text.more(argCount - args.length)] : [];
  return [
    [text.kind, text.kinds[kind]],
    [text.className, className === null || className === 'Thread' ? null : className],
    [text.target, target],
    [text.args, argCount === 0 ? null : [...args, ...more].join(', ')],
    [text.kwargs, kwargs.length === 0 ? null : kwargs.map(([name, type]) => `${name}: ${type}`).join(', ')],
    [text.daemon, daemon ? text.isDaemon : null],
  ];
}

function tasksText(tasks: number, task: string | null): string {
  const count = text.taskCount(tasks);
  return task === null ? count : text.running(count, task);
}
