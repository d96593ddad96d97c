import type { RunSummary, ThreadSummary } from '../../src/trace/summary.ts';

/**
 * The threads of a run as readable text, to be compared with what reading the program leads one to expect:
 * one line per thread, below the thread that made it, siblings by name.
 */
export function dumpThreads(summary: RunSummary): string {
  const threads = summary.processes.flatMap(process => process.threads);
  const ids = new Set(threads.map(thread => thread.id));
  const dump = (siblings: readonly ThreadSummary[], indent: string): string =>
    siblings
      .map(thread => {
        const made = threads.filter(each => each.parent === thread.id);
        return [`${indent}${describe(thread)}`, ...(made.length > 0 ? [dump(made, `${indent}  `)] : [])].join(
          '\n',
        );
      })
      .sort()
      .join('\n');
  return dump(
    threads.filter(thread => thread.parent === null || !ids.has(thread.parent)),
    '',
  );
}

/** `main finished 0, sent 0, received 40`, and the name of its error if it had one. */
function describe(thread: ThreadSummary): string {
  const { name, outcome, exitCode, messages, error } = thread;
  const failure = error === null ? '' : `, ${error.name}: ${error.message.split('\n')[0] ?? ''}`;
  const line = `${name} ${outcome} ${exitCode ?? '?'}, sent ${messages.sent}, received ${messages.received}${failure}`;
  return line.replace(
    /[\p{Cc}\p{Cs}]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
