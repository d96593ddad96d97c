import assert from 'node:assert/strict';
import { commandLine } from '../../src/extension/commandLine.ts';
import { defaultLaunchSettings, planLaunch } from '../../src/engine/launchPlan.ts';
import { NodeFinder } from '../../src/engine/nodeRuntime.ts';

describe('the command line that the panel and the log show', () => {
  it('has what the user would have typed, but for what is secret', async () => {
    const settings = {
      ...defaultLaunchSettings,
      nodePath: process.execPath,
      nodeArguments: ['--enable-source-maps'],
      arguments: ['two words', '--token', 'abc', '--api-key=abc'],
      environment: { DATABASE_PASSWORD: 'abc' },
    };
    const file = require.resolve('typescript');
    const plan = await planLaunch(
      { file, workspaceFolder: null, settings, env: process.env },
      new NodeFinder(),
    );
    const line = commandLine(plan);
    assert.match(line, /--enable-source-maps .*typescript\.js "two words" --token \*\*\* --api-key=\*\*\*$/);
    assert.doesNotMatch(line, /abc|DATABASE|--require/);
  });
});
