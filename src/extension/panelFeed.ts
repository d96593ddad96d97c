import type { Disposable, TraceUpdate } from '../engine/recording.ts';
import type { FindingKind } from '../protocol/findings.ts';
import type { HostMessage, PanelMessage, ThreadKey, TraceQuestion, WindowQuery } from '../protocol/panel.ts';
import type { StackCapture } from '../protocol/stacks.ts';
import type { SourcePlace } from '../protocol/words.ts';
import { emptySnapshot, emptyWindow } from './nothing.ts';
import type { ShownRun } from './shownRun.ts';

export type DetailView = Extract<HostMessage, { type: 'show' }>['view'];

/**
 * Keeps one panel up to date: the run and a snapshot when it asks, then what changes. Knows nothing of VS Code;
 * owned by the panel's host, which tells it when the panel is there. What is posted to a panel that is not
 * there is lost, so nothing is.
 */
export class PanelFeed implements Disposable {
  readonly #post: (message: HostMessage) => void;
  readonly #report: (problem: string) => void;
  #shown: ShownRun | null = null;
  #subscriptions: Disposable[] = [];
  #isLive = false;
  #place: SourcePlace | null = null;
  #muted: readonly FindingKind[] = [];
  /** What is to be shown below the lanes once the panel has its snapshot. */
  #view: DetailView | null = null;
  /** What is to be selected once the panel has its snapshot. */
  #revealed: readonly ThreadKey[] = [];
  /** Changes that came while a snapshot was on its way; `null` when none is. */
  #pending: TraceUpdate[] | null = null;
  /** Raised with every snapshot that is asked for, so that an older answer is known as such. */
  #epoch = 0;

  constructor(post: (message: HostMessage) => void, report: (problem: string) => void) {
    this.#post = post;
    this.#report = report;
  }

  show(shown: ShownRun | null): void {
    if (shown === this.#shown) return;
    this.#unsubscribe();
    this.#shown = shown;
    if (shown !== null) {
      this.#subscriptions = [
        shown.onDidChangeView(run => this.#send({ type: 'run', run })),
        shown.onDidUpdate(update => this.#take(update)),
      ];
    }
    if (this.#isLive) this.ready();
  }

  /** The panel is there and has nothing, or missed something. */
  ready(): void {
    this.#isLive = true;
    this.#send({ type: 'run', run: this.#shown?.view ?? null });
    this.#send({ type: 'caret', place: this.#place });
    // A fresh panel mutes nothing.
    if (this.#muted.length > 0) this.#send({ type: 'muted', kinds: this.#muted });
    void this.#sendSnapshot();
  }

  /** The panel is hidden or reloading: it will say `ready` when it is back. */
  pause(): void {
    this.#isLive = false;
    this.#pending = null;
    this.#epoch++;
  }

  /** Points at threads in the panel, as soon as the panel is there and knows them. */
  reveal(threads: readonly ThreadKey[]): void {
    if (this.#isLive && this.#pending === null) this.#send({ type: 'reveal', threads });
    else this.#revealed = threads;
  }

  /** Has the panel show that below the lanes, as soon as it is there. */
  showView(view: DetailView): void {
    if (this.#isLive && this.#pending === null) this.#send({ type: 'show', view });
    else this.#view = view;
  }

  mute(kinds: readonly FindingKind[]): void {
    this.#muted = kinds;
    this.#send({ type: 'muted', kinds });
  }

  caret(place: SourcePlace | null): void {
    this.#place = place;
    this.#send({ type: 'caret', place });
  }

  /** Answers a question of the panel, whatever happens: it waits for the answer. */
  async window(request: number, query: WindowQuery): Promise<void> {
    const shown = this.#shown;
    const answer = (await this.#ask(shown?.window(query))) ?? emptyWindow(query);
    // Thread keys of another run mean other threads.
    if (shown === this.#shown) this.#send({ type: 'window', request, ...answer });
  }

  async ask(request: number, question: TraceQuestion): Promise<void> {
    const shown = this.#shown;
    const answer = await this.#ask(shown?.ask(question));
    if (shown === this.#shown) this.#send({ type: 'answer', request, name: question.name, answer });
  }

  /** Looks at all threads; answers also when nothing comes of it, for the panel waits. */
  async captureStacks(): Promise<void> {
    const shown = this.#shown;
    const capture = await this.#ask(shown?.captureStacks());
    if (shown === this.#shown) this.captured(capture);
  }

  /** Stacks of the run that is shown were captured. A panel that is not there yet asks by itself when it is. */
  captured(capture: StackCapture | null): void {
    this.#send({ type: 'captured', capture: capture?.number ?? null });
  }

  async variables({ request, thread, frame }: Extract<PanelMessage, { type: 'variables' }>): Promise<void> {
    const shown = this.#shown;
    const variables = await this.#ask(shown?.variables(thread, frame));
    if (shown === this.#shown) this.#send({ type: 'variables', request, variables });
  }

  dispose(): void {
    this.pause();
    this.#unsubscribe();
    this.#shown = null;
  }

  async #ask<T>(answer: Promise<T | null> | undefined): Promise<T | null> {
    try {
      return (await answer) ?? null;
    } catch (error) {
      this.#report(`The trace did not answer: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  async #sendSnapshot(): Promise<void> {
    const epoch = ++this.#epoch;
    const pending: TraceUpdate[] = [];
    this.#pending = pending;
    let snapshot = emptySnapshot;
    try {
      if (this.#shown !== null) snapshot = await this.#shown.snapshot();
    } catch (error) {
      this.#report(`The trace gave no snapshot: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (epoch !== this.#epoch) return;
    this.#pending = null;
    this.#send(snapshot);
    for (const update of pending) if (update.number > snapshot.number) this.#send(update);
    if (this.#revealed.length > 0) this.#send({ type: 'reveal', threads: this.#revealed });
    this.#revealed = [];
    if (this.#view !== null) this.#send({ type: 'show', view: this.#view });
    this.#view = null;
  }

  #take(update: TraceUpdate): void {
    if (this.#pending !== null) this.#pending.push(update);
    else this.#send(update);
  }

  #send(message: HostMessage): void {
    if (this.#isLive) this.#post(message);
  }

  #unsubscribe(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#subscriptions = [];
  }
}
