import type { CoresAnswer } from '../protocol/panel.ts';
import { nextSlice } from './coreSlices.ts';
import type { CoreSlice } from './coreSlices.ts';
import { threadRowId } from './layout.ts';
import type { TimeRange } from './timeScale.ts';
import type { ViewStore } from './viewState.ts';

interface CoreSurroundings {
  readonly cores: CoresAnswer | null;
  readonly window: TimeRange;
}

/** Moves about on the cores: from one to the next, and on one from slice to slice. */
export class CoreNavigator {
  readonly #store: ViewStore;
  readonly #look: () => CoreSurroundings;
  readonly #reveal: (range: TimeRange) => void;

  constructor(store: ViewStore, look: () => CoreSurroundings, reveal: (range: TimeRange) => void) {
    this.#store = store;
    this.#look = look;
    this.#reveal = reveal;
  }

  get isShown(): boolean {
    return this.#store.state.view === 'cores';
  }

  toggle(): void {
    this.#store.set({ view: this.isShown ? 'threads' : 'cores' });
  }

  /**
   * @param step how many cores down; infinitely many lead to the last
   * @returns where the core that is selected now stands
   */
  moveCore(step: number): { readonly core: number; readonly index: number } | null {
    const { cores } = this.#look().cores ?? { cores: [] };
    const current = cores.findIndex(lane => lane.core === this.#store.state.core);
    const from = current < 0 && step > 0 ? -1 : current;
    const index = Math.min(cores.length - 1, Math.max(0, from + step));
    const lane = cores[index];
    if (!lane) return null;
    this.selectCore(lane.core);
    return { core: lane.core, index };
  }

  selectCore(core: number): void {
    if (core !== this.#store.state.core) this.#store.set({ core, slice: null });
  }

  pick(slice: CoreSlice): void {
    this.#store.inspect(threadRowId(slice.thread), { core: slice.core, slice });
  }

  /** To the next slice on the selected core, or the one before. */
  stepSlice(step: 1 | -1): CoreSlice | null {
    const { cores, window } = this.#look();
    const { core, slice } = this.#store.state;
    const lane = cores?.cores.find(one => one.core === core) ?? cores?.cores[0];
    if (!lane) return null;
    const edge = step > 0 ? window.fromNs : window.toNs;
    const from = slice?.core === lane.core ? slice : { fromNs: edge, toNs: edge };
    const next = nextSlice(lane, from, step);
    if (next) {
      this.pick(next);
      this.#reveal(next);
    }
    return next;
  }
}
