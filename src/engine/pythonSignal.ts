import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { refusalFileName } from '../protocol/stackRequests.ts';
import { parseCall } from './kernelFiles.ts';
import { isInSignalSet } from './signalSets.ts';

/** Calls that Python calls again, for what is left of their time, when a signal has interrupted them. */
const calledAgain: ReadonlySet<string> = new Set([
  ...['read', 'readv', 'pread64', 'preadv', 'write', 'writev', 'pwrite64', 'sendfile', 'open', 'openat'],
  ...['connect', 'accept', 'accept4', 'sendto', 'sendmsg', 'recvfrom', 'recvmsg'],
  ...['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait', 'epoll_pwait2'],
  ...['nanosleep', 'clock_nanosleep', 'futex', 'wait4', 'waitid', 'flock', 'fcntl', 'fsync', 'fdatasync'],
]);
/**
 * As long as the request has not been taken, the signal is to be sent again after so long (with a look before): Python loses one
 * that comes just before the main thread begins to wait, until that wait is over.
 */
export const signalAgainMs = 50;
/** Functions of the kernel in which a thread waits for a signal. */
const waitsForSignals = /pause|sigsuspend|sigtimedwait/;

/**
 * Whether a process of Python must not be sent the signal after which its probe looks for a request: it would be ended
 * by it, or the program would notice. Looked at right before it is sent.
 *
 * @param folder that of the run
 * @returns why not, in a sentence; `null` when it may be sent
 */
export function whyNotSignalled(folder: string, pid: number, signal: number): string | null {
  // The probe says so there, as long as something is in its way.
  const refused = read(path.join(folder, refusalFileName(pid)));
  if (refused !== null) return refused;
  const status = read(`/proc/${pid}/status`);
  if (status === null) return 'The process has ended, or cannot be looked at.';
  if (!isInSignalSet(status, 'SigCgt', signal))
    return 'The process has no probe any more that would hear: it ends, or runs another program.';
  if (isInSignalSet(status, 'SigBlk', signal))
    return 'The main thread lets no signals through, so it cannot be asked for stacks.';
  const state = /^State:\s*(\w)/m.exec(status)?.[1] ?? '';
  if (/[TtZX]/.test(state)) return 'The process stands still: it was stopped, by a signal or a debugger.';
  return whyNotInterrupted(pid, state);
}

function whyNotInterrupted(pid: number, state: string): string | null {
  const call = parseCall(read(`/proc/${pid}/syscall`) ?? '');
  if (call === 'running' || call?.number === -1 || state === 'R') return null;
  if (call === null) {
    // Often readable where `syscall` is not.
    const place = read(`/proc/${pid}/wchan`) ?? '0';
    if (waitsForSignals.test(place)) return waiting;
    return place === '0'
      ? 'What the main thread is stopped in cannot be seen, so it is not interrupted.'
      : null;
  }
  const [, count, limit] = call.registers;
  // So is `pause` called where the kernel has no such call.
  const isPause = call.name === 'ppoll' && count === '0x0' && limit === '0x0';
  if (isPause || waitsForSignals.test(call.name ?? '')) return waiting;
  if (call.name !== null && calledAgain.has(call.name)) return null;
  return `The main thread is in a system call (${call.name}) that might fail if it was interrupted.`;
}

const waiting = 'The main thread waits for a signal, and would take ours for one.';

/** @returns `null` when it is not there, or may not be read */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch {
    return null;
  }
}
