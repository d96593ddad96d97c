import * as vscode from 'vscode';

/** The extension that knows which environment is active for a file. */
const pythonExtension = 'ms-python.python';

/** What is used of its API. */
interface PythonApi {
  readonly ready?: Promise<void>;
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string; readonly id: string };
    resolveEnvironment(environment: { readonly path: string; readonly id: string }): Promise<
      | {
          readonly executable: { readonly uri?: vscode.Uri };
        }
      | undefined
    >;
  };
}

/**
 * The interpreter of the environment that is active for a file in the Python extension; `null` where that is not
 * installed, or knows of none. Never throws: another extension's trouble must not keep a program from running.
 */
export async function activePython(file: vscode.Uri): Promise<string | null> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>(pythonExtension);
  if (extension === undefined) return null;
  try {
    const api = await extension.activate();
    await api?.ready;
    const environments = api?.environments;
    if (environments === undefined) return null;
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(file));
    return environment?.executable.uri?.fsPath ?? null;
  } catch {
    return null;
  }
}
