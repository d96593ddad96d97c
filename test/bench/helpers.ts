import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { build } from 'esbuild';
import { cleanEnvironment } from './timedRun.ts';

/** Two folders from the root, like the sources: `src/engine/bundlePaths.ts` counts on that. */
const folder = path.join(__dirname, '..', '..', 'out', 'bench');

const sources = {
  recorderProcess: 'recorderProcess.ts',
  inspectorClient: 'inspectorClient.ts',
  ingestProcess: 'ingestProcess.ts',
  storeProcess: 'panel/storeProcess.ts',
  rushProcess: 'panel/rushProcess.ts',
};
export type HelperName = keyof typeof sources;

/**
 * Bundles what runs beside the programs, so that nothing is compiled while something is measured. Bundled as
 * the command line is, but not minified: whoever profiles the recorder wants to read names.
 */
export async function buildHelpers(): Promise<void> {
  const entries = Object.entries(sources).map(([name, source]) => [name, path.join(__dirname, source)]);
  await build({
    entryPoints: Object.fromEntries(entries) as Record<HelperName, string>,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
}

/** Starts a helper in a process of its own. Its last word is awaited; it then ends by itself. */
export function startHelper(
  name: HelperName,
  nodeArguments: readonly string[] = [],
  args: readonly string[] = [],
): ChildProcess {
  return fork(path.join(folder, `${name}.cjs`), args, {
    execArgv: [...nodeArguments],
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The next thing that a helper says. @throws when it ends instead */
export function nextWord<Word>(helper: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a helper ended with ${code ?? 'a signal'}`));
    helper.once('exit', ended);
    helper.once('message', message => {
      helper.off('exit', ended);
      resolve(message as Word);
    });
  });
}

export function helperEnded(helper: ChildProcess): Promise<void> {
  if (helper.exitCode !== null || helper.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => helper.once('exit', () => resolve()));
}
