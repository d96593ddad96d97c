import {
  answerFileName,
  listenerFileName,
  mostRequestBytes,
  parseRequest,
  refusalFileName,
  requestFileName,
  type StackRequest,
} from '../../protocol/stackRequests.ts';
import type { Endpoint } from '../../protocol/wire.ts';
import { builtin, fs } from './builtins.ts';
import { now } from './clock.ts';
import { callersOf } from './disguise.ts';
import { apply, defineProperty, getPrototypeOf } from './intrinsics.ts';
import { Interrogation } from './interrogation.ts';

type Emit = (event: unknown, ...args: unknown[]) => boolean;
type Inspector = typeof import('inspector');

const { closeSync, existsSync, openSync, readFileSync, statSync, unlinkSync, writeSync } = fs;

/** The port that Node takes by itself, and from where the system gives one that nobody asked for. */
const nodesPort = 9229;
const firstFreePort = 32768;

/** So late an echo of a signal may come, on a machine that is busy. */
const echoNs = 1e9;

/**
 * What happens after SIGUSR1: the stacks that the engine asked for are written down, or, where it did not, the
 * program gets what it would have got without us.
 *
 * @param rearm waits for the next signal
 */
export function capturing(
  endpoint: Endpoint,
  rearm: () => void,
): {
  readonly emit: Emit;
  readonly announce: () => void;
  readonly watchSignal: () => void;
} {
  const requestFile = `${endpoint.folder}/${requestFileName(process.pid)}`;
  /**
   * A signal has Node start the inspector twice: at once, and when the event loop turns. And of two requests that follow each
   * other the first signal's echo may take the second. Until then, what comes without a request is no word of the user's.
   */
  let echoesUntilNs = 0;
  let isAnswering = false;

  const inspector = (): Inspector => builtin('inspector') as Inspector;

  const take = (): StackRequest | null => {
    try {
      if (!existsSync(requestFile)) return null;
      const text = statSync(requestFile).size > mostRequestBytes ? '' : readFileSync(requestFile, 'latin1');
      unlinkSync(requestFile);
      return parseRequest(text, endpoint.token);
    } catch {
      return null;
    }
  };

  const answer = (request: StackRequest): void => {
    const file = openSync(`${endpoint.folder}/${answerFileName(process.pid, request.number)}`, 'wx', 0o600);
    try {
      const write = (line: string): void => void writeSync(file, `${line}\n`);
      write(endpoint.token);
      let why: string | null = null;
      try {
        new Interrogation(inspector(), thread => write(JSON.stringify(thread))).run(request);
      } catch (error) {
        why = `Node's inspector does not answer: ${error instanceof Error ? error.message : 'it failed'}.`;
      }
      write(JSON.stringify({ end: true, why }));
    } finally {
      closeSync(file);
    }
  };

  const announce = (): void => {
    try {
      const url = inspector().url();
      if (url === undefined) return;
      const help = process.versions.node.startsWith('20.')
        ? 'https://nodejs.org/en/docs/inspector'
        : 'https://nodejs.org/learn/getting-started/debugging';
      writeSync(2, `Debugger listening on ${url}\nFor help, see: ${help}\n`);
    } catch {
      // It listens all the same.
    }
  };

  /** An empty file, for the engine. */
  const leave = (name: string): void => {
    try {
      closeSync(openSync(`${endpoint.folder}/${name}`, 'w', 0o600));
    } catch {
      // The run's folder is gone, and with it who would ask.
    }
  };

  /**
   * The inspector was started by the program or its user: as Node would do it without our options.
   * @returns whether it was started a second time for that, and has told so
   */
  const startedByUser = (): boolean => {
    // From now on Node would start its inspector, at another signal, without a sign that we know.
    leave(refusalFileName(process.pid));
    const { open, close } = inspector();
    const calledOpen = callersOf(4)?.some(site => site.getFileName() === 'node:inspector') === true;
    const isMoved = !calledOpen && process.debugPort >= firstFreePort;
    if (isMoved) {
      close();
      // Says itself what goes wrong.
      open(nodesPort);
    }
    announce();
    return isMoved;
  };

  /** @returns whether the start of the inspector was none that the program may hear of */
  const started = (): boolean => {
    // While one is answered, a signal may interrupt that. What it asks for is asked for again.
    const request = isAnswering ? null : take();
    if (request === null && !isAnswering && now() > echoesUntilNs) return startedByUser();
    // In this order: when a signal starts the inspector once more in between, that has to be heard.
    rearm();
    inspector().close();
    if (request === null) return true;
    isAnswering = true;
    try {
      answer(request);
    } finally {
      isAnswering = false;
      echoesUntilNs = now() + echoNs;
    }
    return true;
  };

  const emit: Emit = function (this: unknown, event: unknown, ...args: unknown[]): boolean {
    let isOurs = false;
    try {
      const [message] = args;
      if (
        event === 'internalMessage' &&
        (message as { cmd?: unknown } | undefined)?.cmd === 'NODE_DEBUG_ENABLED'
      )
        isOurs = started();
      else rearm();
    } catch {
      // Ours to bear.
    }
    return isOurs || apply((getPrototypeOf(process) as { emit: Emit }).emit, this, [event, ...args]);
  };

  /**
   * A program that listens to SIGUSR1 itself has it instead of Node. So the list of those who listen is looked up
   * through us, and while there is a request it is empty. Found below the object of all events, it names none.
   */
  const watchSignal = (): void => {
    const { _events: events } = process as unknown as { _events: object };
    const name = 'SIGUSR1';
    if (name in events) return;
    let listeners: unknown;
    const lookedUp = (): unknown => {
      try {
        // Emitted by the runtime, below which there is nothing; any other may be the program's own look.
        if (existsSync(requestFile) && callersOf(2)?.length === 1) {
          const request = take();
          if (request !== null) {
            answer(request);
            return undefined;
          }
        }
      } catch {
        // Ours to bear.
      }
      return listeners;
    };
    const below = Object.create(getPrototypeOf(events) as object | null, {
      [name]: {
        configurable: true,
        get: () => undefined,
        set(this: object, value: unknown) {
          listeners = value;
          leave(listenerFileName(process.pid));
          defineProperty(this, name, {
            configurable: true,
            enumerable: true,
            get: lookedUp,
            set: (later: unknown) => {
              listeners = later;
            },
          });
        },
      },
    }) as object;
    Object.setPrototypeOf(events, below);
  };

  return { emit, announce, watchSignal };
}
