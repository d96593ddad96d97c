import { bundlePaths } from './bundlePaths.ts';
import { sentence } from './launchProblem.ts';
import type { Sentence } from './launchProblem.ts';
import { oldestProbedPython, pythonPathSetting } from './pythonRuntime.ts';
import type { PythonRuntime } from './pythonRuntime.ts';

/** Options with which Python does not look for what the environment names: `-E`, `-I`, `-S`, alone or together. */
const isolating = /^-[bBdhiOqPRsuvVx]*[EIS]/;
/** Options whose value is the next argument. */
const withValue: ReadonlySet<string> = new Set(['-W', '-X']);

/** What has to stand before the program's file so that the probe is in it, whatever Python's own options say. */
export function argumentsForProbe(pythonArguments: readonly string[]): readonly string[] {
  const isIsolated = pythonArguments.some(
    (each, index) => isolating.test(each) && !withValue.has(pythonArguments[index - 1] ?? ''),
  );
  return isIsolated ? [bundlePaths.pythonLauncher] : [];
}

export function pythonNotices(runtime: PythonRuntime): readonly Sentence[] {
  if (runtime.canBeProbed) return [];
  const { version, implementation } = runtime;
  const oldest = `${oldestProbedPython.major}.${oldestProbedPython.minor}`;
  return [
    implementation === 'cpython'
      ? sentence(
          'Python {0} is too old for the probe, so its threads cannot be seen. Python {1} or newer is needed; the setting {2} can name one.',
          version,
          oldest,
          pythonPathSetting,
        )
      : sentence(
          'The probe is made for CPython, so the threads of {0} cannot be seen. The setting {1} can name another Python.',
          implementation,
          pythonPathSetting,
        ),
  ];
}
