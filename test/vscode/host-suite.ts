import { readdirSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import path from 'node:path';
import Mocha from 'mocha';
import ResultReporter from './reporter.ts';

/**
 * Runs bundled test files of one folder inside the extension host and leaves `<suite>.json` beside them:
 * a fixed place, since variables and arguments of the outside do not get here in every VS Code.
 * @param folder where the bundles lie
 * @param wanted which of its test files belong to the suite
 */
export async function runHostSuite(
  suite: string,
  folder: string,
  wanted: (file: string) => boolean,
): Promise<void> {
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = sourceStack;
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    // A start of VS Code's parts and of a program lies within one test.
    timeout: 30_000,
    forbidOnly: true,
    reporter: ResultReporter,
    reporterOptions: { result: path.join(folder, `${suite}.json`) },
  });
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.test.js') && wanted(file)) mocha.addFile(path.join(folder, file));
  }
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

/** Node would do this by itself, had VS Code not its own way to write stacks, which knows no source maps. */
function sourceStack(error: Error, sites: NodeJS.CallSite[]): string {
  const lines = sites.map(site => {
    const file = site.getFileName() ?? '';
    const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1];
    const found = findSourceMap(file)?.findEntry(line - 1, column - 1);
    const place =
      found && 'originalLine' in found
        ? `${found.originalSource.replace('file://', '')}:${found.originalLine + 1}:${found.originalColumn + 1}`
        : `${file}:${line}:${column}`;
    return `    at ${site.getFunctionName() ?? '<anonymous>'} (${place})`;
  });
  return [String(error), ...lines].join('\n');
}
