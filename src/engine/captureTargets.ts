import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { refusalFileName } from '../protocol/stackRequests.ts';
import type { ProcessRecord } from '../trace/entities.ts';
import { isInSignalSet } from './signalSets.ts';

/**
 * Why a process must not be sent the signal that it is asked for stacks with; `null`: it may. By default that signal
 * ends a process, so the kernel has to say that it is heard (Linux), and that this is still a process of the run.
 * @param folder the run's, which its environment names
 */
export function whyNotAsked(process: ProcessRecord, folder: string): string | null {
  const { pid, captureSignal, runtime } = process;
  if (captureSignal === 0)
    return runtime === 'node'
      ? 'Its process cannot be asked: Node was started with a debugger or with restricted permissions, or this is not Linux.'
      : 'Its process cannot be asked for stacks.';
  try {
    if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(folder))
      return 'Its process has become another one.';
    // That of Python is looked at more closely right before it is sent, and does no harm where nobody hears it.
    if (runtime === 'python') return null;
    if (existsSync(path.join(folder, refusalFileName(pid))))
      return 'Its process cannot be asked: its inspector was started, and a debugger may be attached.';
    if (!isInSignalSet(readFileSync(`/proc/${pid}/status`, 'latin1'), 'SigCgt', captureSignal))
      return 'Its process does not listen to the signal that asks for stacks.';
  } catch {
    return 'Its process is gone, or may not be looked at.';
  }
  return null;
}
