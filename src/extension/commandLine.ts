import { asTyped } from '../engine/commandLine.ts';
import type { LaunchPlan } from '../engine/launchPlan.ts';

/** As the user would have typed it: without what is there for the probe. */
export function commandLine({ runtime, runtimeArguments, file, programArguments }: LaunchPlan): string {
  return asTyped([runtime.command, ...runtimeArguments, file, ...programArguments]);
}
