// @ts-check
// Compares the panel's pictures with those in test/e2e/golden. With `--update` it makes these anew: look at them.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const isUpdate = process.argv.includes('--update');
const { status } = spawnSync(
  process.execPath,
  ['node_modules/mocha/bin/mocha.js', 'test/e2e/panelGolden.test.ts'],
  {
    cwd: path.join(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, ...(isUpdate ? { UPDATE_GOLDEN: '1' } : {}) },
  },
);
process.exitCode = status ?? 1;
