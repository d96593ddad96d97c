import type { LaunchPlan } from '../engine/launchPlan.ts';

/** As the user would have typed it: without what is there for the probe. */
export function commandLine({ runtime, nodeArguments, file, programArguments }: LaunchPlan): string {
  return [runtime.command, ...nodeArguments, file, ...programArguments]
    .map(each => (/^[\w@%+=:,./\\-]+$/.test(each) ? each : JSON.stringify(each)))
    .join(' ');
}
