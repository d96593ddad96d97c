import { PythonTimeline } from './pythonTimeline.ts';
import type { PythonConstructor, SourcePlace } from '../protocol/words.ts';

/** What is known of a thread of Python beside what all threads have. */
export interface PythonFacts {
  readonly timeline: PythonTimeline;
  /** What `threading.get_ident()` says in it; 0 until it runs. */
  ident: number;
  constructed: PythonConstructor | null;
  /** The line that called `start()`. */
  startedAt: SourcePlace | null;
  /** Of a worker of a pool: the task that it runs, and how many it has begun. */
  task: string | null;
  tasks: number;
}

export function newPythonFacts(): PythonFacts {
  return {
    timeline: new PythonTimeline(),
    ident: 0,
    constructed: null,
    startedAt: null,
    task: null,
    tasks: 0,
  };
}
