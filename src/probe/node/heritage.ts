/** What a thread hands to the probes of the Workers it makes, beside the user's own environment data. */
export interface Heritage {
  readonly endpoint: string;
  /** The Worker's own NODE_OPTIONS before we added to it; `null`: it had none; absent: nothing was added. */
  readonly nodeOptions?: string | null;
  /** The probe's body as V8 compiled it in this process: a Worker that has it need not compile it again. */
  readonly code?: SharedArrayBuffer;
}
export const heritageKey = 'thread-view.heritage';
