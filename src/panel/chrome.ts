import type { ThreadView } from '../protocol/panel.ts';
import type { Announcer } from './announcer.ts';
import { statesIn, withStateToggled } from '../trace/filter.ts';
import { Legend } from './legend.ts';
import type { RunModel } from './model.ts';
import { ObserverCost } from './observerCost.ts';
import { Notices } from './stage.ts';
import * as strings from './strings.ts';
import type { Toolbar } from './toolbar.ts';
import type { Tooltip } from './tooltip.ts';
import type { ViewStore } from './viewState.ts';

/** What stands around the timeline and speaks of the whole run: status, notices, legend. */
export class Chrome {
  readonly notices = new Notices();
  readonly legend: Legend;
  readonly #cost: ObserverCost;
  readonly #model: RunModel;
  readonly #store: ViewStore;
  readonly #toolbar: Toolbar;
  readonly #announcer: Announcer;
  readonly #isCapturing: () => boolean;

  constructor(
    model: RunModel,
    store: ViewStore,
    toolbar: Toolbar,
    announcer: Announcer,
    tooltip: Tooltip,
    isCapturing: () => boolean,
  ) {
    this.#isCapturing = isCapturing;
    this.#model = model;
    this.#store = store;
    this.#toolbar = toolbar;
    this.#announcer = announcer;
    this.#cost = new ObserverCost(tooltip);
    this.legend = new Legend(this.#cost.element, state => {
      store.set({ filter: withStateToggled(store.state.filter, state) });
    });
  }

  update(): void {
    const { run, programThreads, nowNs, isLive, observer, findings, shownFindings, captures } = this.#model;
    const { isFollowing, filter, view, arrows, paused, detail } = this.#store.state;
    this.#toolbar.update({
      run: run ?? null,
      alive: this.#alive(),
      total: programThreads.length,
      nowNs,
      isFollowing,
      isLive,
      filter,
      showsCores: view === 'cores',
      arrows,
      isPaused: paused !== null,
      findings: shownFindings,
      hasMuted: findings.length > shownFindings.length,
      showsFindings: detail === 'findings',
      showsStacks: detail === 'stacks',
      isCapturing: this.#isCapturing(),
      captures: captures.length,
      failed: programThreads.filter(thread => thread.outcome === 'failed').length,
    });
    this.notices.update(run?.notices ?? []);
    this.#cost.update(observer);
    this.legend.update(countStates(programThreads), statesIn(filter));
  }

  announceStatus(): void {
    const { run, nowNs, programThreads } = this.#model;
    if (run) this.#announcer.say(strings.runStatus(run, this.#alive(), programThreads.length, nowNs));
  }

  say(text: string): void {
    this.#announcer.say(text);
  }

  #alive(): number {
    return this.#model.programThreads.filter(thread => thread.endedNs === null).length;
  }
}

function countStates(threads: readonly ThreadView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of threads) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
