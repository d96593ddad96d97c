import { readlinkSync } from 'fs';
import { workerThreads } from './builtins.ts';
import type { HelloText } from '../../protocol/texts.ts';
import {
  endpointVariable,
  formatEndpoint,
  parseEndpoint,
  recordKinds,
  wireVersion,
  type Endpoint,
} from '../../protocol/wire.ts';
import { streamName } from '../../protocol/segments.ts';
import { Alarm } from './alarm.ts';
import { AtomicsWatch } from './atomics.ts';
import { Bequest } from './bequest.ts';
import { idleTime, loadFastClock, now, processBootTime, workerBootTime } from './clock.ts';
import { watchChannels } from './channels.ts';
import type { Captures } from './captures.ts';
import { CallPlaces } from './callPlaces.ts';
import { watchChildren } from './children.ts';
import { Commands, lookEveryMs } from './commands.ts';
import { Ending } from './ending.ts';
import { Ends } from './ends.ts';
import type { Heritage } from './heritage.ts';
import { LocksWatch } from './locks.ts';
import { Messages } from './messages.ts';
import { scheduleOfThread } from './schedule.ts';
import { findCarried } from './shape.ts';
import { Slices } from './slices.ts';
import { ThreadStream } from './stream.ts';
import { ThreadMessages } from './threadMessages.ts';
import { Vitals } from './vitals.ts';
import { Workers } from './workers.ts';

const { isMainThread, threadId } = workerThreads;

/**
 * Puts the probe into this thread, once, if this is a thread of a run.
 * @param begunNs when loading the probe began
 * @param heritage what the parent of this Worker handed down
 * @param compiled what of the probe is compiled by now, to be handed down in turn
 * @param captures is told here whose requests it is to look for
 */
export function install(
  begunNs: number,
  heritage: Heritage | null,
  compiled: () => SharedArrayBuffer,
  captures: Captures,
): void {
  if (isRuntimesOwnThread()) return;
  const inheritsProbe = tidyUp(heritage);
  const endpoint = parseEndpoint(heritage?.endpoint ?? process.env[endpointVariable]);
  if (endpoint === null) return;
  if (isMainThread) loadFastClock();
  const name = streamName(process.pid, threadId, Math.floor(now()).toString(36));
  const stream = new ThreadStream(endpoint, name);
  if (!stream.isOpen) return;
  captures.begin(endpoint);
  stream.lifecycle(recordKinds.hello, 0, 0, now(), hello(endpoint, captures.signal));

  // Whoever comes after us finds us by this, whatever stands between: a shell, npm.
  const text = formatEndpoint({ ...endpoint, ancestorPid: process.pid });
  if (isMainThread) process.env[endpointVariable] = text;

  const vitals = new Vitals(stream);
  const alarm = new Alarm(() => {
    stream.flush();
    onQuiet();
    vitals.ownTurns++;
    if (workers.hasLiving) commands.obey();
    return Math.min(workers.hasLiving ? lookEveryMs : Infinity, vitals.tellWhenDue());
  });
  const slices = new Slices(stream, alarm);
  const ends = new Ends(stream);
  const messages = new Messages(stream, slices, ends);
  const atomics = new AtomicsWatch(stream, slices, new CallPlaces(stream), () => ends.runtimeAtWork > 0);
  const workers = new Workers(stream, ends, inheritsProbe, new Bequest(text, heritage?.code, compiled));
  workers.bufferId = buffer => atomics.bufferId(buffer);
  workers.onCreated = () => alarm.within(lookEveryMs);
  const commands = new Commands(endpoint, name, id => workers.terminate(id));
  const threadMessages = new ThreadMessages(stream, slices, ends);
  threadMessages.install();
  const ending = new Ending(
    stream,
    () => {
      try {
        slices.askIdleTime(now());
        vitals.tellNow();
      } catch {
        // That it ends is told all the same.
      }
    },
    threadMessages,
    captures,
  );
  ending.install();
  const onQuiet = (): void => {
    ends.forgetLast();
    ending.rearm();
  };
  slices.onQuiet = onQuiet;
  slices.install();
  messages.install();
  watchChannels(ends, messages);
  atomics.install();
  workers.install();
  watchChildren(stream);
  new LocksWatch(stream, slices).install();
  // As a static of the class of this module: to `require` its module takes half a millisecond in a Worker.
  (module.constructor as unknown as { syncBuiltinESMExports(): void }).syncBuiltinESMExports();
  vitals.loadingNs = now() - begunNs;

  const begin = (): void => {
    const timeNs = now();
    stream.lifecycle(recordKinds.codeBegins, 0, 0, timeNs, null, idleTime());
    slices.touch(timeNs);
    alarm.within(vitals.tellWhenDue());
  };
  if (isMainThread) {
    begin();
  } else {
    if (workerThreads.parentPort !== null) ends.open(workerThreads.parentPort, { kind: 'parent' });
    const carried = findCarried(workerThreads.workerData);
    for (const [path, port] of carried.ports) ends.open(port, { kind: 'data', path });
    for (const [path, buffer] of carried.buffers) atomics.bufferId(buffer, path);
    ends.whenUpAndRunning(begin);
  }
}

/** The thread that runs module loader hooks, for one, is none of the program's. */
function isRuntimesOwnThread(): boolean {
  const known = (workerThreads as { isInternalThread?: boolean }).isInternalThread;
  if (known !== undefined) return known;
  // Node 20 does not say; only a thread of the runtime's own has no way to its parent's user code.
  return !isMainThread && workerThreads.parentPort === null;
}

/**
 * Takes our traces out of what the program sees of how it was started.
 * @returns whether the probe was asked for by this thread's own arguments.
 */
function tidyUp(heritage: Heritage | null): boolean {
  let asked = false;
  for (let index = process.execArgv.length - 2; index >= 0; index--) {
    if (process.execArgv[index + 1] !== __filename || !/^(-r|--require)$/.test(process.execArgv[index] ?? ''))
      continue;
    process.execArgv.splice(index, 2);
    asked = true;
  }
  if (heritage?.nodeOptions === null) delete process.env['NODE_OPTIONS'];
  else if (heritage?.nodeOptions !== undefined) process.env['NODE_OPTIONS'] = heritage.nodeOptions;
  return asked;
}

function hello(endpoint: Endpoint, captureSignal: number): HelloText {
  const monotonicNs = now();
  return {
    version: wireVersion,
    token: endpoint.token,
    runtime: 'node',
    runtimeVersion: process.versions.node,
    pid: process.pid,
    parentPid: process.ppid,
    ancestorPid: isMainThread ? (endpoint.ancestorPid ?? 0) : 0,
    threadId,
    isMainThread,
    osThreadId: osThreadId(),
    bootNs: isMainThread ? processBootTime() : bootTimeOfWorker(),
    monotonicNs,
    wallMs: Date.now(),
    name: ownName(),
    file: isMainThread ? (process.argv[1] ?? null) : null,
    cwd: isMainThread ? process.cwd() : null,
    captureSignal,
  };
}

/**
 * When a Worker's thread began. On Linux from what the kernel counted of it until now: it boots without waiting for
 * anything, so that it was on a core or wanted one since it began. That is there at once; the runtime's own word
 * takes half a millisecond to load.
 */
function bootTimeOfWorker(): number {
  const { runNs, readyNs } = scheduleOfThread();
  return Number.isNaN(runNs) ? workerBootTime() : now() - runNs - readyNs;
}

/** Newer Nodes tell a thread its name; this is what they call one that was given none. */
const namelessName = 'WorkerThread';

function ownName(): string | null {
  const { threadName } = workerThreads as { threadName?: string };
  return isMainThread || threadName === undefined || threadName === '' || threadName === namelessName
    ? null
    : threadName;
}

/** Linux only: the kernel's name for the calling thread. */
function osThreadId(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const match = /\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self'));
    return match === null ? null : Number(match[1]);
  } catch {
    return null;
  }
}
