import { nodeOptionsLoading } from '../protocol/nodeOptions.ts';
import { endpointVariable, formatEndpoint } from '../protocol/wire.ts';
import type { Endpoint } from '../protocol/wire.ts';
import { bundlePaths } from './bundlePaths.ts';

/** What a program needs so that the probe is in it. */
export interface ProbeEnvironment {
  /** Variables to add. They reach child processes too. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * For a Node that is started directly. Workers with an environment of their own have no NODE_OPTIONS, and
   * those with an empty `execArgv` no command line: only both together reach every thread.
   */
  readonly nodeArguments: readonly string[];
}

/** @param ownNodeOptions the NODE_OPTIONS that the program would have without us; they stay */
export function probeEnvironment(
  endpoint: Endpoint,
  ownNodeOptions: string | undefined,
  probe: string = bundlePaths.nodeProbe,
): ProbeEnvironment {
  return {
    env: {
      [endpointVariable]: formatEndpoint(endpoint),
      NODE_OPTIONS: nodeOptionsLoading(probe, ownNodeOptions ?? null),
    },
    nodeArguments: ['--require', probe],
  };
}
