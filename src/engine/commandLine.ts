import { hideSecrets } from '../trace/hiddenSecrets.ts';

/** Words as they would be typed in a shell; what is secret of them is hidden. */
export function asTyped(words: readonly string[]): string {
  return hideSecrets(words)
    .map(each => (/^[\w@%+=:,./\\*-]+$/.test(each) ? each : JSON.stringify(each)))
    .join(' ');
}
