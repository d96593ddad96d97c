import { LaunchProblem, sentence } from '../engine/launchProblem.ts';
import type { LaunchSettings } from '../engine/launchPlan.ts';

/**
 * Checks the values of the settings that say how a program is run. VS Code marks a value of a wrong type in
 * the editor, but hands it out all the same.
 * @param get a setting's value by its name below `threadView`
 * @throws LaunchProblem that names the setting
 */
export function launchSettings(get: (name: string) => unknown): LaunchSettings {
  return {
    nodePath: text(get, 'node.path'),
    nodeArguments: texts(get, 'node.arguments'),
    pythonPath: text(get, 'python.path'),
    pythonArguments: texts(get, 'python.arguments'),
    arguments: texts(get, 'arguments'),
    environment: variables(get, 'environment'),
    cwd: text(get, 'cwd'),
  };
}

function text(get: (name: string) => unknown, name: string): string {
  const value = get(name) ?? '';
  if (typeof value === 'string') return value;
  throw bad(name, 'The setting {0} must be a text.');
}

function texts(get: (name: string) => unknown, name: string): readonly string[] {
  const value = get(name) ?? [];
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value;
  throw bad(name, 'The setting {0} must be a list of texts.');
}

function variables(get: (name: string) => unknown, name: string): Readonly<Record<string, string>> {
  const value = get(name) ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw bad(name, 'The setting {0} must map names to texts.');
  const result: Record<string, string> = {};
  for (const [key, each] of Object.entries(value)) {
    if (key === '' || /[=\0]/.test(key))
      throw bad(name, 'The setting {0} holds a name that no variable can have.');
    // People write numbers and switches without quotes, and what they mean is clear.
    if (typeof each === 'number' || typeof each === 'boolean') result[key] = String(each);
    else if (typeof each === 'string') result[key] = each;
    else throw bad(name, 'The setting {0} must map names to texts.');
  }
  return result;
}

function bad(name: string, template: string): LaunchProblem {
  const setting = `threadView.${name}`;
  return new LaunchProblem('bad-setting', sentence(template, setting), {
    nextSteps: ['openSettings'],
    setting,
  });
}
