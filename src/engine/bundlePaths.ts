import * as path from 'node:path';

/**
 * The one file that knows where bundles lie. Bundled, this module is in `dist` itself; from source (tests)
 * it is two folders beside it.
 */
const dist = path.basename(__dirname) === 'dist' ? __dirname : path.join(__dirname, '..', '..', 'dist');

export const bundlePaths = {
  nodeProbe: path.join(dist, 'probe-node.cjs'),
  recorder: path.join(dist, 'recorder.cjs'),
  panelScript: path.join(dist, 'panel.js'),
  media: path.join(dist, '..', 'media'),
} as const;
