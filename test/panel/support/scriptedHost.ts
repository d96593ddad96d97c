import type { FindingKind, FindingView } from '../../../src/protocol/findings.ts';
import type { FrameVariables, StackCapture } from '../../../src/protocol/stacks.ts';
import type {
  HostMessage,
  ObserverView,
  PanelMessage,
  ThreadView,
  TraceAnswer,
  TraceQuestion,
  WindowQuery,
} from '../../../src/protocol/panel.ts';
import { answerQuestion } from '../../../src/trace/questions.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { queryWindow } from '../../../src/trace/window.ts';
import { themes } from './themes.ts';
import type { ThemeName } from './themes.ts';
import { pool } from './pool.ts';
import { realTrace } from './realTrace.ts';
import { crowdCapture, deepCapture, primesCaptures } from './captures.ts';
import { manyFindings, primesFindings } from './findings.ts';
import { busy, makeRun, primes } from './traces.ts';
import type { MadeTrace } from './traces.ts';

/** Too many spans to tell apart. */
const dense = () => busy(12, 60_000, 2000);
/** Hundreds of threads. */
const crowd = () => busy(400, 12_000, 600);

const captures = { primes: primesCaptures, crowd: () => [crowdCapture(100)], deep: () => [deepCapture()] };
const findings = { primes: primesFindings, crowd: () => manyFindings(40, 100, 3000) };
/** A hundred threads. */
const hundred = () => busy(100, 12_000, 600);

const scenes = { primes, busy, pool, dense, crowd, hundred };
export type SceneName = keyof typeof scenes;

/**
 * The other side of the panel, played by a script inside the test's page: holds a made-up trace, answers
 * windows, and can run the trace live. Stands on `window.scriptedHost`, where tests reach it.
 */
export class ScriptedHost {
  readonly received: PanelMessage[] = [];
  trace: MadeTrace | null = null;
  nowNs = 0;
  answerDelayMs = 0;
  mostOutstanding = 0;
  observer: ObserverView = { programShare: 0.004, recorderShare: 0.011 };
  findings: readonly FindingView[] | null = null;
  captures: readonly StackCapture[] = [];
  /** What a capture that the panel asks for brings; `null`: nothing comes of it. */
  nextCapture: StackCapture | null = null;
  muted: readonly FindingKind[] = [];
  /** What frames' variables are; `null` where the thread has gone on. */
  variables: FrameVariables['scopes'] | null = null;
  mostHistoriesOutstanding = 0;
  /** Whether it says of every message that there is no such. */
  forgetsMessages = false;
  /** Whether the OS told nobody which core a thread was on. */
  forgetsCores = false;
  #historiesOutstanding = 0;
  /** The trace as the engine has it, of what was made up and when. */
  #real: { readonly made: MadeTrace; readonly nowNs: number; readonly trace: Trace } | null = null;
  #outstanding = 0;
  #number = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  post(message: PanelMessage): void {
    this.received.push(message);
    if (message.type === 'ready' && !new URL(location.href).searchParams.has('silent')) this.snapshot();
    if (message.type === 'window') this.#answer(message.request, message);
    if (message.type === 'ask') this.#answerQuestion(message.request, message.question);
    if (message.type === 'mute') this.#mute(message.kind, message.isMuted);
    if (message.type === 'captureStacks') this.capture(this.nextCapture);
    if (message.type === 'variables') this.#answerVariables(message);
  }

  /** Shows a whole, ended run. */
  show(name: SceneName, change: Partial<MadeTrace['run']> = {}): void {
    const trace = scenes[name]();
    this.trace = { ...trace, run: { ...trace.run, ...change } };
    this.nowNs = this.trace.nowNs;
    this.snapshot();
  }

  /** An ended run with that many threads, of which each did a little. */
  showMany(threads: number): void {
    this.trace = busy(threads, 4 * threads, 0);
    this.nowNs = this.trace.nowNs;
    this.snapshot();
  }

  showRun(change: Partial<MadeTrace['run']> | null): void {
    this.trace = change && {
      run: makeRun(change),
      nowNs: 0,
      processes: [],
      threads: [],
      spans: new Map(),
      messages: [],
    };
    this.snapshot();
  }

  /** Lets the trace happen anew, with an update every `everyMs`, at `speed` times the real time. */
  play(name: SceneName, { everyMs = 40, speed = 1 } = {}): void {
    this.show(name, { status: 'running', startedAtMs: 1_700_000_009_000, exitCode: null });
    const began = performance.now();
    this.nowNs = 1e6;
    this.snapshot();
    this.#timer = setInterval(() => {
      this.nowNs = Math.min(this.trace?.nowNs ?? 0, (performance.now() - began) * 1e6 * speed);
      if (this.nowNs < (this.trace?.nowNs ?? 0)) {
        this.update();
        return;
      }
      this.pause();
      this.update();
      if (this.trace) this.send({ type: 'run', run: { ...this.trace.run, status: 'ended', exitCode: 0 } });
    }, everyMs);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  snapshot(): void {
    this.send({ type: 'run', run: this.trace?.run ?? null });
    this.send({ type: 'muted', kinds: this.muted });
    if (this.trace) this.send(this.#update(true));
  }

  /** Tells what was found, and captured. */
  tell(found: keyof typeof findings | null, captured: keyof typeof captures | null = null): void {
    this.findings = found && findings[found]();
    this.captures = captured ? captures[captured]() : [];
    // What is told anew is no news.
    if (captured) this.snapshot();
    else this.update();
  }

  /** Stacks were captured, or could not be. */
  capture(capture: StackCapture | null): void {
    if (capture) this.captures = [...this.captures, capture];
    this.send({ type: 'captured', capture: capture?.number ?? null });
  }

  /** Tells news of one thread. */
  change(key: number, change: Partial<ThreadView>): void {
    if (!this.trace) return;
    const threads = this.trace.threads.map(thread =>
      thread.key === key ? { ...thread, ...change } : thread,
    );
    this.trace = { ...this.trace, threads };
    this.update();
  }

  update(): void {
    this.send(this.#update(false));
  }

  /** How many updates and snapshots there were. */
  get updates(): number {
    return this.#number;
  }

  /** An update that gets lost on its way. */
  skipUpdate(): void {
    this.#number++;
  }

  send(message: HostMessage): void {
    window.postMessage(message, '*');
  }

  take(type: PanelMessage['type']): PanelMessage[] {
    return this.received.filter(message => message.type === type);
  }

  /** The questions of that name that it was asked. */
  questions(name: TraceQuestion['name']): TraceQuestion[] {
    return this.received.flatMap(message =>
      message.type === 'ask' && message.question.name === name ? [message.question] : [],
    );
  }

  #update(snapshot: boolean): HostMessage {
    const { nowNs, trace } = this;
    const has = (ns: number) => ns <= nowNs;
    const threads = (trace?.threads ?? [])
      .filter(thread => has(thread.createdNs))
      .map(thread => {
        if (thread.endedNs !== null && has(thread.endedNs)) return thread;
        const spans = trace?.spans.get(thread.key) ?? [];
        const current = spans.find(span => span.startNs <= nowNs && span.endNs > nowNs) ?? spans.at(-1);
        const cause = current?.cause ?? null;
        return {
          ...thread,
          endedNs: null,
          outcome: 'running' as const,
          state: current?.state ?? 'waiting',
          cause,
          error: null,
        };
      });
    const processes = (trace?.processes ?? [])
      .filter(process => has(process.startedNs))
      .map(process =>
        process.endedNs !== null && has(process.endedNs)
          ? process
          : { ...process, endedNs: null, outcome: 'running' as const },
      );
    return {
      type: 'update',
      number: ++this.#number,
      snapshot,
      nowNs,
      processes,
      threads,
      observer: this.observer,
      findings: this.findings,
    };
  }

  /** As the setting would: it comes back as what is muted now. */
  #mute(kind: FindingKind, isMuted: boolean): void {
    this.muted = isMuted ? [...this.muted, kind] : this.muted.filter(one => one !== kind);
    this.send({ type: 'muted', kinds: this.muted });
  }

  #answerVariables({ request, thread, frame }: PanelMessage & { type: 'variables' }): void {
    const called = this.captures.at(-1)?.threads.find(one => one.thread === thread)?.frames?.[frame];
    const variables = called && this.variables ? { thread, frame: called, scopes: this.variables } : null;
    this.send({ type: 'variables', request, variables });
  }

  #answerQuestion(request: number, question: TraceQuestion): void {
    const isHistory = question.name === 'history';
    if (isHistory)
      this.mostHistoriesOutstanding = Math.max(this.mostHistoriesOutstanding, ++this.#historiesOutstanding);
    setTimeout(() => {
      if (isHistory) this.#historiesOutstanding--;
      this.send({ type: 'answer', request, name: question.name, answer: this.#answerOf(question) });
    }, this.answerDelayMs);
  }

  #answerOf(question: TraceQuestion): TraceAnswer {
    const trace = this.#realTrace();
    if (trace === null || (question.name === 'messageDetails' && this.forgetsMessages)) return null;
    if (question.name === 'captures')
      return this.captures.filter(({ number }) => number > question.argument.after);
    if (question.name === 'cores' && this.forgetsCores) return { fromNs: 0, toNs: 1, cores: [] };
    return answerQuestion(trace, question, this.nowNs);
  }

  #realTrace(): Trace | null {
    const { trace: made, nowNs } = this;
    if (made === null) return null;
    if (this.#real?.made !== made || this.#real.nowNs !== nowNs)
      this.#real = { made, nowNs, trace: realTrace(made, nowNs) };
    return this.#real.trace;
  }

  #answer(request: number, query: WindowQuery): void {
    this.mostOutstanding = Math.max(this.mostOutstanding, ++this.#outstanding);
    setTimeout(() => {
      this.#outstanding--;
      const trace = this.#realTrace();
      if (trace) this.send({ type: 'window', request, ...queryWindow(trace, query, this.nowNs) });
    }, this.answerDelayMs);
  }
}

declare global {
  interface Window {
    scriptedHost: ScriptedHost;
    savedState: unknown;
    violations: string[];
    acquireVsCodeApi: unknown;
    applyTheme: (name: ThemeName) => void;
    /** What was written on canvases. */
    drawnTexts: Set<string>;
    /** Which canvas was repainted in which animation frame. */
    paints: { readonly frame: number; readonly canvas: string }[];
  }
}

// What makes tests out of TypeScript lets functions know their names by this, also those that are sent in here.
Object.assign(window, { __name: (named: unknown) => named });
window.scriptedHost = new ScriptedHost();
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
const stored = sessionStorage.getItem('state');
if (stored !== null) window.savedState = JSON.parse(stored) as unknown;
window.acquireVsCodeApi = () => ({
  postMessage: (message: PanelMessage) => window.scriptedHost.post(message),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
  setState: (state: unknown) => {
    window.savedState = state;
    sessionStorage.setItem('state', JSON.stringify(state));
  },
});

/** As VS Code does it: a class on the body, variables on the root. */
window.applyTheme = name => {
  const { bodyClass, variables } = themes[name];
  const root = document.documentElement.style;
  for (const property of [...root]) if (property.startsWith('--vscode-')) root.removeProperty(property);
  for (const [property, value] of Object.entries(variables)) root.setProperty(`--vscode-${property}`, value);
  document.body.className = bodyClass;
};
window.applyTheme(new URL(location.href).searchParams.get('theme') as ThemeName);

window.paints = [];
let frame = 0;
let frameTime = -1;
const requestFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = callback =>
  requestFrame(time => {
    // All callbacks of one frame are given the same time.
    if (time !== frameTime) frame++;
    frameTime = time;
    callback(time);
  });
const prototype = CanvasRenderingContext2D.prototype;
window.drawnTexts = new Set();
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its canvas below
const write = prototype.fillText;
prototype.fillText = function (this: CanvasRenderingContext2D, text, x, y) {
  window.drawnTexts.add(text);
  if (!isWordless) write.call(this, text, x, y);
};
const isWordless = new URL(location.href).searchParams.has('wordless');
if (isWordless) prototype.measureText = text => ({ width: 6 * text.length }) as TextMetrics;
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its canvas below
const clear = prototype.clearRect;
prototype.clearRect = function (this: CanvasRenderingContext2D, x, y, width, height) {
  window.paints.push({ frame, canvas: this.canvas.className });
  clear.call(this, x, y, width, height);
};
