import * as vscode from 'vscode';
import { isObject } from './untrusted.ts';

/** A script of a package.json, or another way to run a project's tests. */
export interface WorkspaceScript {
  readonly name: string;
  /** `null` stands for the project's Python. */
  readonly command: string | null;
  readonly args: readonly string[];
  /** Where it runs: the folder of its package.json. */
  readonly folder: vscode.Uri;
  /** What the script says, for people. */
  readonly text: string;
  readonly isTest: boolean;
}

const mostPackages = 100;
const lockFiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
] as const;
const packageManagers: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn']);

/** All scripts of the workspace, those of the package that is nearest to the given file first. */
export async function workspaceScripts(near: vscode.Uri | null): Promise<readonly WorkspaceScript[]> {
  const packages = await vscode.workspace.findFiles('**/package.json', '**/node_modules/**', mostPackages);
  const distance = (uri: vscode.Uri) => distanceBetween(parentOf(uri), near);
  packages.sort(
    (a, b) =>
      compare(distance(a), distance(b)) || a.path.length - b.path.length || (a.path < b.path ? -1 : 1),
  );
  return (await Promise.all(packages.map(scriptsOf))).flat();
}

/** Ways to run the tests of the project that the file belongs to, else of the workspace's folders; the nearest first. */
export async function testScripts(near: vscode.Uri | null): Promise<readonly WorkspaceScript[]> {
  const scripts = (await workspaceScripts(near)).filter(script => script.isTest);
  return [...scripts, ...(await pythonTests(near))];
}

async function scriptsOf(file: vscode.Uri): Promise<readonly WorkspaceScript[]> {
  const content = await readJson(file);
  const scripts = isObject(content) && isObject(content['scripts']) ? content['scripts'] : {};
  const folder = parentOf(file);
  const manager = await packageManager(folder);
  return Object.entries(scripts).flatMap(([name, text]) =>
    typeof text === 'string'
      ? [{ name, command: manager, args: ['run', name], folder, text, isTest: name === 'test' }]
      : [],
  );
}

/** The script behind an entry of VS Code's view of npm scripts, whose shape nobody promises. */
export async function scriptOfItem(item: unknown): Promise<WorkspaceScript | null> {
  const task = isObject(item) && isObject(item['task']) ? item['task'] : {};
  const { definition, scope } = task;
  if (!isObject(definition) || !isObject(scope) || !(scope['uri'] instanceof vscode.Uri)) return null;
  const { script, path } = definition;
  const below = typeof path === 'string' ? path : '';
  const file = vscode.Uri.joinPath(scope['uri'], below, 'package.json');
  return (await scriptsOf(file)).find(({ name }) => name === script) ?? null;
}

/** As the npm view chooses it: the user's setting, else whose lock file is there. */
export async function packageManager(folder: vscode.Uri): Promise<string> {
  const wanted = vscode.workspace.getConfiguration('npm', folder).get<unknown>('packageManager');
  if (typeof wanted === 'string' && packageManagers.has(wanted)) return wanted;
  for (const [lockFile, manager] of lockFiles)
    if (await exists(vscode.Uri.joinPath(folder, lockFile))) return manager;
  return 'npm';
}

/** By the files that pytest is told by; without one, by the names that unittest looks for. */
async function pythonTests(near: vscode.Uri | null): Promise<readonly WorkspaceScript[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri);
  roots.sort((a, b) => compare(distanceBetween(a, near), distanceBetween(b, near)));
  const found: WorkspaceScript[] = [];
  for (const folder of roots) {
    const runner = await pythonTestRunner(folder);
    if (runner === null) continue;
    const args = runner === 'pytest' ? ['-m', 'pytest'] : ['-m', 'unittest', 'discover'];
    const text = ['python', ...args].join(' ');
    found.push({ name: runner, command: null, args, folder, text, isTest: true });
  }
  return found;
}

async function pythonTestRunner(folder: vscode.Uri): Promise<'pytest' | 'unittest' | null> {
  const mentions = async (name: string, word: string) =>
    (await readText(vscode.Uri.joinPath(folder, name)).catch(() => '')).includes(word);
  const isPytest =
    (await exists(vscode.Uri.joinPath(folder, 'pytest.ini'))) ||
    (await exists(vscode.Uri.joinPath(folder, 'conftest.py'))) ||
    (await mentions('pyproject.toml', '[tool.pytest')) ||
    (await mentions('setup.cfg', '[tool:pytest]')) ||
    (await mentions('tox.ini', '[pytest]'));
  if (isPytest) return 'pytest';
  const tests = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, '**/test*.py'),
    '**/{node_modules,.venv,venv}/**',
    1,
  );
  return tests.length > 0 ? 'unittest' : null;
}

/** How many folders up from the file one has to go; a folder that it is not in is farther than all of these. */
function distanceBetween(folder: vscode.Uri, file: vscode.Uri | null): number {
  if (file === null || !file.path.startsWith(`${folder.path}/`)) return Infinity;
  return file.path.slice(folder.path.length).split('/').length;
}

/** Infinity less infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function parentOf(file: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(file, '..');
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

async function readText(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** A package.json that is just being written may be broken: it has no scripts then. */
async function readJson(file: vscode.Uri): Promise<unknown> {
  try {
    return JSON.parse(await readText(file)) as unknown;
  } catch {
    return null;
  }
}
