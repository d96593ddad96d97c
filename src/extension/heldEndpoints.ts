import { makeRunFolder, removeRunFolder, renewRunFolder } from '../engine/runFolder.ts';
import { endpointVariable, formatEndpoint, type Endpoint } from '../protocol/wire.ts';

type Environment = Readonly<Record<string, string | null | undefined>>;

interface Held<Facts> {
  readonly key: string;
  readonly endpoint: Endpoint;
  facts: Facts;
  /** Its folder is there, and no run has it. */
  isFree: boolean;
}

/**
 * Endpoints that are given to VS Code before it starts what tells there: it does so when it likes, more than once or
 * never. Their folders stay until the window closes.
 */
export class HeldEndpoints<Facts> {
  readonly #held = new Map<string, Held<Facts>>();

  /**
   * @param key the same thing is given the same endpoint, for VS Code may ask once more for what it has already
   * @throws when no folder can be made
   */
  hold(key: string, facts: Facts): Endpoint {
    const known = [...this.#held.values()].find(each => each.key === key);
    if (known !== undefined) {
      known.facts = facts;
      return known.endpoint;
    }
    const endpoint = makeRunFolder();
    this.#held.set(formatEndpoint(endpoint), { key, endpoint, facts, isFree: true });
    return endpoint;
  }

  /**
   * What was started with this environment is to be a run.
   * @returns `null` when its endpoint is none of these, `busy` while a process of the run before still tells there
   */
  take(env: Environment | undefined): Pick<Held<Facts>, 'endpoint' | 'facts'> | 'busy' | null {
    const held = this.#held.get(env?.[endpointVariable] ?? '');
    if (held === undefined) return null;
    this.#renew(held);
    if (!held.isFree) return 'busy';
    held.isFree = false;
    return held;
  }

  /** The run is over: what was started may be started again. */
  giveBack(endpoint: Endpoint): void {
    const held = this.#held.get(formatEndpoint(endpoint));
    if (held !== undefined) this.#renew(held);
  }

  dispose(): void {
    for (const { endpoint } of this.#held.values()) removeRunFolder(endpoint.folder);
    this.#held.clear();
  }

  /** A recorder removes the folder when nobody is left who could tell there. */
  #renew(held: Held<Facts>): void {
    if (held.isFree) return;
    try {
      renewRunFolder(held.endpoint);
      held.isFree = true;
    } catch {
      // It is there still, or cannot be made: then whoever asks for it is told.
    }
  }
}
