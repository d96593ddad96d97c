import { workerThreads } from './builtins.ts';
import { heritageKey, type Heritage } from './heritage.ts';

const { setEnvironmentData } = workerThreads;

/**
 * What the next Worker of this thread inherits from its probe. A thread that makes one Worker only does without
 * handing down compiled code, for that would cost it what it saves.
 */
export class Bequest {
  private made = 0;

  constructor(
    private readonly endpoint: string,
    private code: SharedArrayBuffer | undefined,
    private readonly compiled: () => SharedArrayBuffer,
  ) {}

  /** Another Worker is about to be made. */
  prepare(): void {
    if (++this.made !== 2 || this.code !== undefined) return;
    this.code = this.compiled();
    this.set();
  }

  /** @param nodeOptions those of a Worker that has an environment of its own, before ours were added */
  set(nodeOptions?: string | null): void {
    setEnvironmentData(heritageKey, {
      endpoint: this.endpoint,
      ...(this.code === undefined ? {} : { code: this.code }),
      ...(nodeOptions === undefined ? {} : { nodeOptions }),
    } satisfies Heritage);
  }
}
