/** To the inspector's client, when the program said where it listens. */
export interface InspectorUrl {
  readonly url: string;
}

/** From the client, when the program is over. Before that it says `'ready'`. */
export interface AttachedTo {
  /** The main thread, and the Workers that it attached to. */
  readonly threads: number;
}
