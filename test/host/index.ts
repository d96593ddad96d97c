import { runHostSuite } from '../vscode/host-suite.ts';

/** The tests in a trusted window: every `*.test.ts` of this folder but the untrusted ones. */
export function run(): Promise<void> {
  return runHostSuite('trusted', __dirname, file => !file.endsWith('.untrusted.test.js'));
}
