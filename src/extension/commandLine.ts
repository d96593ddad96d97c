import type { LaunchPlan } from '../engine/launchPlan.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';

/** As the user would have typed it: without what is there for the probe. */
export function commandLine({ runtime, runtimeArguments, file, programArguments }: LaunchPlan): string {
  return typed([runtime.command, ...runtimeArguments, file, ...programArguments]);
}

/** Words as they would be typed in a shell; what is secret of them is hidden. */
export function typed(words: readonly string[]): string {
  return hideSecrets(words)
    .map(each => (/^[\w@%+=:,./\\*-]+$/.test(each) ? each : JSON.stringify(each)))
    .join(' ');
}
