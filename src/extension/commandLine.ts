import type { LaunchPlan } from '../engine/launchPlan.ts';

/** As the user would have typed it: without what is there for the probe. */
export function commandLine({ runtime, runtimeArguments, file, programArguments }: LaunchPlan): string {
  return [runtime.command, ...runtimeArguments, file, ...programArguments]
    .map(each => (/^[\w@%+=:,./\\-]+$/.test(each) ? each : JSON.stringify(each)))
    .join(' ');
}
