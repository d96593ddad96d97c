/** The engine's side in the benchmark's page: a trace in a thread of its own, as the recorder has one. */

import type { HostMessage, PanelMessage } from '../../../src/protocol/panel.ts';
import { answerQuestion } from '../../../src/trace/questions.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { observerView, processView, threadView } from '../../../src/trace/views.ts';
import { queryWindow } from '../../../src/trace/window.ts';
import { poolTrace } from './storyTrace.ts';

export interface TraceTask {
  readonly type: 'make';
  readonly lanes: number;
  readonly records: number;
}

let made: { trace: Trace; nowNs: number } | null = null;

self.onmessage = ({ data }: MessageEvent<TraceTask | PanelMessage>) => {
  if (data.type === 'make') {
    made = poolTrace(data.lanes, data.records);
    self.postMessage(snapshot(made.trace, made.nowNs));
    return;
  }
  if (made === null) return;
  const { trace, nowNs } = made;
  if (data.type === 'window') {
    post({ type: 'window', request: data.request, ...queryWindow(trace, data, nowNs) });
  } else if (data.type === 'ask') {
    const { request, question } = data;
    post({ type: 'answer', request, name: question.name, answer: answerQuestion(trace, question, nowNs) });
  }
};

function post(message: HostMessage): void {
  self.postMessage(message);
}

function snapshot(trace: Trace, nowNs: number): HostMessage {
  return {
    type: 'update',
    number: 1,
    snapshot: true,
    nowNs: nowNs - trace.originNs,
    processes: trace.processes.map(process => processView(trace, process)),
    threads: trace.threads.map(thread => threadView(trace, thread, nowNs)),
    observer: observerView(trace, null),
  };
}
