import { runHostSuite } from '../vscode/host-suite.ts';

/** The tests in a window in restricted mode: `*.untrusted.test.ts`. */
export function run(): Promise<void> {
  return runHostSuite('untrusted', __dirname, file => file.endsWith('.untrusted.test.js'));
}
