import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import type { SkipReason } from './skip.ts';

/** What one run of mocha amounts to. Whoever started it reads this from the file it named. */
export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  failures: string[];
  skips: { title: string; reason: string }[];
}

/** The spec reporter, which in addition writes a {@link SuiteResult} to the reporter option `result`. */
export default class ResultReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { result: file } = options.reporterOptions as { result: string };
    const result: SuiteResult = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
    runner.on('pass', () => {
      result.passed++;
    });
    runner.on('fail', test => {
      result.failed++;
      result.failures.push(test.fullTitle());
    });
    runner.on('pending', test => {
      const reason = reasonOf(test);
      if (reason === undefined) {
        result.failed++;
        result.failures.push(`${test.fullTitle()} (skipped without a reason)`);
      } else {
        result.skipped++;
        result.skips.push({ title: test.fullTitle(), reason });
      }
    });
    runner.on('end', () => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(result));
    });
  }
}

function reasonOf(test: Mocha.Test): string | undefined {
  const own = (test as Mocha.Test & SkipReason).skipReason;
  if (own !== undefined) return own;
  for (let suite = test.parent; suite; suite = suite.parent) {
    const { skipReason } = suite as Mocha.Suite & SkipReason;
    if (skipReason !== undefined) return skipReason;
  }
  return undefined;
}
