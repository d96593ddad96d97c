import type { TraceAnswer, TraceQuestion } from '../protocol/panel.ts';
import type { Nanoseconds } from '../protocol/words.ts';
import { historyOf } from './history.ts';
import { messageDetails } from './messageDetails.ts';
import { peersOf } from './peers.ts';
import { rangeTable } from './rangeTable.ts';
import type { Trace } from './trace.ts';

/** Answers what is asked about a trace beside windows. Times are relative to the origin, in question and answer. */
export function answerQuestion(
  trace: Trace,
  { name, argument }: TraceQuestion,
  nowNs: Nanoseconds,
): TraceAnswer {
  switch (name) {
    case 'messageDetails':
      return messageDetails(trace, argument.message, nowNs);
    case 'history': {
      const thread = trace.threads[argument.thread];
      return thread === undefined ? null : historyOf(thread, trace.originNs, nowNs, argument.steps);
    }
    case 'cores':
      return trace.cores.query(argument, trace.originNs);
    case 'range':
      return rangeTable(trace, argument, nowNs);
    case 'captures':
      return trace.captures.since(argument.after, trace.originNs);
    case 'peers':
      return peersOf(trace.messages, argument.thread);
  }
}
