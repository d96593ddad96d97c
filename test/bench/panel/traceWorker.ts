/** The engine's side in the benchmark's page: a trace in a thread of its own, as the recorder has one. */

import type { HostMessage, PanelMessage } from '../../../src/protocol/panel.ts';
import { answerQuestion } from '../../../src/trace/questions.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { observerView, processView, threadView } from '../../../src/trace/views.ts';
import { queryWindow } from '../../../src/trace/window.ts';
import { poolTrace } from './storyTrace.ts';

export type TraceTask =
  | { readonly type: 'make'; readonly lanes: number; readonly records: number }
  /** Goes on for so long, as the engine tells of a run that lives. */
  | { readonly type: 'live'; readonly lanes: number; readonly paceNs: number; readonly forMs: number };

/** As often as the engine. */
const updateEveryMs = 30;

let made: { trace: Trace; nowNs: number } | null = null;

self.onmessage = ({ data }: MessageEvent<TraceTask | PanelMessage>) => {
  if (data.type === 'make') {
    const { trace, story } = poolTrace(data.lanes);
    story.tellUpTo(data.records);
    made = { trace, nowNs: story.nowNs };
    self.postMessage(snapshot(made.trace, made.nowNs));
    return;
  }
  if (data.type === 'live') {
    live(data);
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

function live({ lanes, paceNs, forMs }: TraceTask & { type: 'live' }): void {
  const { trace, story } = poolTrace(lanes, paceNs);
  story.tellUntil(0);
  const present = (made = { trace, nowNs: story.nowNs });
  trace.takeChanges();
  post(snapshot(trace, present.nowNs));
  const begun = { atMs: performance.now(), ns: present.nowNs };
  let number = 1;
  const timer = setInterval(() => {
    const passedMs = performance.now() - begun.atMs;
    present.nowNs = begun.ns + passedMs * 1e6;
    story.tellUntil(present.nowNs);
    const { processes, threads } = trace.takeChanges();
    post({
      type: 'update',
      number: ++number,
      snapshot: false,
      nowNs: present.nowNs - trace.originNs,
      processes: processes.map(process => processView(trace, process)),
      threads: threads.map(thread => threadView(trace, thread, present.nowNs)),
      observer: observerView(trace, null),
      findings: null,
    });
    if (passedMs > forMs) clearInterval(timer);
  }, updateEveryMs);
}

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
    findings: trace.findings.views(trace.originNs),
  };
}
