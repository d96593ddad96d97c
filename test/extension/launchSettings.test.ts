import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultLaunchSettings } from '../../src/engine/launchPlan.ts';
import { LaunchProblem } from '../../src/engine/launchProblem.ts';
import { launchSettings } from '../../src/extension/launchSettings.ts';

interface Manifest {
  contributes: { configuration: { properties: Record<string, { default: unknown; scope: string }> }[] };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}
const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map(each => each.properties),
) as Record<string, { default: unknown; scope: string }>;

describe('the settings of a launch', () => {
  it('are what the engine takes them for when nobody set any', () => {
    assert.deepEqual(
      launchSettings(name => properties[`threadView.${name}`]?.default),
      defaultLaunchSettings,
    );
    assert.deepEqual(
      launchSettings(() => undefined),
      defaultLaunchSettings,
    );
  });

  it('are all asked for, and none counts in a workspace that is not trusted', () => {
    const asked = new Set<string>();
    launchSettings(name => void asked.add(`threadView.${name}`));
    // What is shown and kept is nothing that a workspace could do harm with; without trust nothing is debugged.
    const others = /^threadView\.(codeLens$|editor\.|runs\.|findings\.|debug\.)/;
    assert.deepEqual(
      [...asked].sort(),
      Object.keys(properties)
        .filter(name => !others.test(name))
        .sort(),
    );
    assert.deepEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort(),
      [...asked].sort(),
    );
  });

  it('take numbers and switches for variables as what they look like', () => {
    const { environment } = launchSettings(name =>
      name === 'environment' ? { A: 1, B: true, C: 'c' } : undefined,
    );
    assert.deepEqual(environment, { A: '1', B: 'true', C: 'c' });
  });

  for (const [name, value] of [
    ['node.path', 5],
    ['node.arguments', '--flag'],
    ['arguments', [1]],
    ['environment', ['A=1']],
    ['environment', { A: null }],
    ['environment', { 'A=B': 'c' }],
    ['cwd', ['.']],
  ] as const) {
    it(`name ${name} when it is ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => launchSettings(each => (each === name ? value : undefined)),
        (error: unknown) =>
          error instanceof LaunchProblem &&
          error.setting === `threadView.${name}` &&
          error.message.includes(`threadView.${name}`),
      );
    });
  }
});

describe('package.json', () => {
  it('says nothing that package.nls.json does not translate, and the other way round', () => {
    const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
    const used = new Set([...manifestText.matchAll(/"%([\w.]+)%"/g)].map(match => match[1]));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('gives every colour a default for each of the four kinds of theme', () => {
    const { contributes } = JSON.parse(manifestText) as {
      contributes: { colors: { id: string; defaults: Record<string, string> }[] };
    };
    assert.equal(contributes.colors.length, 10);
    for (const { id, defaults } of contributes.colors) {
      assert.deepEqual(
        Object.keys(defaults).sort(),
        ['dark', 'highContrast', 'highContrastLight', 'light'],
        id,
      );
    }
  });
});
