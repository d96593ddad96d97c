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
  const options = [`--require ${quoteForNodeOptions(probe)}`];
  if (ownNodeOptions !== undefined && ownNodeOptions.trim() !== '') options.push(ownNodeOptions);
  return {
    env: { [endpointVariable]: formatEndpoint(endpoint), NODE_OPTIONS: options.join(' ') },
    nodeArguments: ['--require', probe],
  };
}

/** Node splits NODE_OPTIONS at spaces, except between double quotes, where a backslash escapes. */
export function quoteForNodeOptions(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
