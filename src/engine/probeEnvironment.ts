import * as path from 'node:path';
import { mentionsInspector, nodeOptionsLoading, quietInspector } from '../protocol/nodeOptions.ts';
import { endpointVariable, formatEndpoint } from '../protocol/wire.ts';
import type { Endpoint } from '../protocol/wire.ts';
import { bundlePaths } from './bundlePaths.ts';
import { environmentValue } from './pathLookup.ts';

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

/** What the program would have without us; it stays. */
export interface OwnEnvironment {
  readonly nodeOptions?: string | undefined;
  readonly pythonPath?: string | undefined;
  /** It runs below a debugger, which Node's inspector is there for. */
  readonly isDebugged?: boolean;
}

/** @param env the environment that the program would have without us */
export function ownEnvironment(env: Readonly<Record<string, string | undefined>>): OwnEnvironment {
  return {
    nodeOptions: environmentValue(env, 'NODE_OPTIONS', process.platform),
    pythonPath: environmentValue(env, 'PYTHONPATH', process.platform),
  };
}

/** A program of either kind may start one of the other: both probes are on the way of all. */
export function probeEnvironment(
  endpoint: Endpoint,
  own: OwnEnvironment,
  probe: string = bundlePaths.nodeProbe,
): ProbeEnvironment {
  return {
    env: {
      [endpointVariable]: formatEndpoint(endpoint),
      NODE_OPTIONS: nodeOptionsLoading(probe, quietly(own)),
      PYTHONPATH: pythonPathWith(bundlePaths.pythonProbe, own.pythonPath),
    },
    nodeArguments: ['--require', probe],
  };
}

/** Who is asked for stacks must not say on stderr how. With a debugger's own options nobody is asked. */
function quietly({ nodeOptions = '', isDebugged = false }: OwnEnvironment): string {
  return isDebugged || mentionsInspector(nodeOptions)
    ? nodeOptions
    : `${quietInspector} ${nodeOptions}`.trim();
}

/** An empty PYTHONPATH is none: an empty part of one would be the current folder. */
function pythonPathWith(folder: string, own: string | undefined): string {
  return own === undefined || own === '' ? folder : `${folder}${path.delimiter}${own}`;
}
