import type { Told } from './recorderMessages.ts';

/** What a recording of a program must have seen. */
export interface Expectation {
  readonly name: string;
  readonly threads: number;
  readonly messages: number;
}

/** A recorder that misses something is fast for the wrong reason. @throws with what is missing */
export function mustBeComplete(program: Expectation, told: Told): void {
  const seen = {
    lostEvents: told.lostEvents,
    processes: told.processes,
    threads: told.threads,
    sent: told.sent,
    received: told.received,
    notices: told.notices.join(' '),
  };
  const expected: typeof seen = {
    lostEvents: 0,
    processes: 1,
    threads: program.threads,
    sent: program.messages,
    received: program.messages,
    notices: '',
  };
  const keys = Object.keys(expected) as (keyof typeof expected)[];
  const wrong = keys.filter(key => seen[key] !== expected[key]);
  if (wrong.length === 0) return;
  const list = wrong.map(key => `${key} ${seen[key]} instead of ${expected[key]}`).join(', ');
  throw new Error(`${program.name} was not recorded completely: ${list}`);
}
