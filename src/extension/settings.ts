import * as vscode from 'vscode';
import type { LaunchSettings } from '../engine/launchPlan.ts';
import { launchSettings } from './launchSettings.ts';

/** @throws LaunchProblem that names the setting with the bad value */
export function readLaunchSettings(file: vscode.Uri): LaunchSettings {
  const configuration = vscode.workspace.getConfiguration('threadView', file);
  return launchSettings(name => configuration.get<unknown>(name));
}

/** The environment of a terminal of this window, as far as it can be known before there is one. */
export function terminalEnvironment(
  file: vscode.Uri | undefined,
): Readonly<Record<string, string | undefined>> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'osx' : 'linux';
  const added = vscode.workspace.getConfiguration('terminal.integrated.env', file).get<unknown>(platform);
  const env: Record<string, string | undefined> = { ...process.env };
  if (typeof added !== 'object' || added === null) return env;
  for (const [name, value] of Object.entries(added)) {
    if (typeof value === 'string') env[name] = value;
    else if (value === null) Reflect.deleteProperty(env, name);
  }
  return env;
}

/** Opens the settings editor at one setting, or at all of ours. */
export async function openSettings(setting: string | null): Promise<void> {
  const query = setting === null ? '@ext:thread-view.thread-view' : `@id:${setting}`;
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
