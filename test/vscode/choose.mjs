// @ts-check
// Which VS Code the tests get: the desktop program where it can be downloaded and shown, else the npm one.
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { fileURLToPath } from 'node:url';
import { cache, codeServerVersion } from './install.mjs';

/**
 * @typedef {object} VSCode
 * @property {'desktop' | 'npm'} kind
 * @property {string} executable takes VS Code's command line
 * @property {string} description for the output
 */

/** @returns {VSCode} */
function npmOne(/** @type {string} */ why) {
  return {
    kind: 'npm',
    executable: fileURLToPath(new URL('stand-in.mjs', import.meta.url)),
    description: `the npm VS Code (code-server ${codeServerVersion}) in a browser, because ${why}`,
  };
}

async function canDownload() {
  try {
    const response = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      method: 'HEAD',
      signal: AbortSignal.timeout(3000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * The variable VSCODE_KIND (`desktop` or `npm`) overrides the choice.
 * @returns {Promise<VSCode>}
 */
export async function chooseVSCode() {
  const wanted = process.env['VSCODE_KIND'];
  if (wanted === 'npm') return npmOne('VSCODE_KIND asks for it');
  if (wanted !== 'desktop') {
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
      return npmOne('there is no display for the desktop one');
    }
    if (!(await canDownload())) return npmOne('the desktop one cannot be downloaded here');
  }
  try {
    const executable = await downloadAndUnzipVSCode({ version: 'stable', cachePath: cache });
    return { kind: 'desktop', executable, description: `the desktop VS Code ${executable}` };
  } catch (error) {
    if (wanted === 'desktop') throw error;
    return npmOne(
      `downloading the desktop one failed (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
