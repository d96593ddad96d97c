import * as fs from 'node:fs';

/**
 * Whether the keys of a terminal that send signals (Ctrl+C) reach this process, and thereby whatever it
 * started, which is in the same process group.
 */
export function keysReachThisProcess(): boolean {
  try {
    // After the name in parentheses: state, parent, process group, session, terminal, the terminal's group.
    const stat = fs.readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  }
}
