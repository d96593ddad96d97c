import { homedir } from 'node:os';
import type { LaunchCommand } from './launchPlan.ts';

/**
 * The same, for a terminal that may begin in the user's home alone, as VS Code has it in a window without a folder: a
 * shell goes to the folder and gives its process to the program, so that pid, terminal and exit code are the program's.
 * On Windows no process can be given away, and the program runs in the home.
 */
export function fromHome(
  launch: LaunchCommand,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): LaunchCommand {
  const { command, args, cwd } = launch;
  if (cwd === home) return launch;
  if (platform === 'win32') return { ...launch, cwd: home };
  const script = 'cd -- "$1" && shift && exec "$@"';
  return { ...launch, command: '/bin/sh', args: ['-c', script, 'sh', cwd, command, ...args], cwd: home };
}
