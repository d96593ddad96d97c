/** Folders and files of Python's debugger, as VS Code's extension and others bring it along. */
const debuggerFile = /[\\/](?:debugpy|pydevd|_pydevd?_\w+)[\\/]|[\\/]pydevd\w*\.py$/;

/** Whether a file is code of a debugger that runs inside of the program. */
export function isDebuggerFile(file: string): boolean {
  return debuggerFile.test(file);
}
