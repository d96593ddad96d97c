import * as path from 'node:path';

/**
 * The one file that knows where bundles lie. Bundled, this module is in `dist` itself; from source (tests)
 * it is two folders beside it.
 */
const dist = path.basename(__dirname) === 'dist' ? __dirname : path.join(__dirname, '..', '..', 'dist');

const media = path.join(dist, '..', 'media');

export const bundlePaths = {
  nodeProbe: path.join(dist, 'probe-node.cjs'),
  /** A folder for PYTHONPATH. */
  pythonProbe: path.join(dist, 'probe-python'),
  /** Runs a program of Python that would not look there. */
  pythonLauncher: path.join(dist, 'probe-python', 'launch.py'),
  commandLine: path.join(dist, 'cli.cjs'),
  /** Is the command line, too: see recorderMain.ts. */
  recorder: path.join(dist, 'cli.cjs'),
  packageFile: path.join(dist, '..', 'package.json'),
  /** The programs of the walkthrough, those of Python in a folder of their own. */
  samples: path.join(media, 'samples'),
  /** What each kind of findings means, a page a kind: `deadlock.md`. */
  findingPages: path.join(media, 'findings'),
  panelScript: path.join(dist, 'panel.js'),
  panelStyle: path.join(media, 'panel.css'),
  compareStyle: path.join(media, 'compare.css'),
  panelIconLight: path.join(media, 'panel-light.svg'),
  panelIconDark: path.join(media, 'panel-dark.svg'),
  /** Signs for the editor's gutter, of a state and a kind of theme: `blocked-dark.svg`. */
  markIcons: path.join(media, 'marks'),
  /** The folders that the panel may load from. */
  panelRoots: [dist, media],
} as const;
