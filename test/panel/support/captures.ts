import type { CapturedThread, NativePlace, StackCapture, StackFrame } from '../../../src/protocol/stacks.ts';

/** Captured stacks made up for the tests of the panel. */

const ms = 1e6;

function call(
  name: string,
  file: string,
  line: number,
  origin: StackFrame['origin'] = 'program',
): StackFrame {
  const folder = file.startsWith('node:') || file.startsWith('/') ? '' : '/home/ada/workspace/';
  return { name, place: { file: `${folder}${file}`, line, column: 9 }, generated: null, origin };
}
const internal = (name: string, file: string, line: number) =>
  call(name, `node:internal/${file}`, line, 'runtime');

const deliver = [
  internal('', 'per_context/messageport', 23),
  internal('[nodejs.internal.kHybridDispatch]', 'event_target', 845),
  internal('exports.emitMessage', 'per_context/messageport', 12),
];
const load = [
  internal('executeUserEntryPoint', 'modules/run_main', 171),
  internal('runEntryPointWithESMLoader', 'modules/run_main', 117),
  internal('run', 'modules/esm/module_job', 413),
];

const inFutex: NativePlace = {
  state: 'stopped',
  call: 'futex',
  callArguments: ['0x7f2c5c0a1f48', '0x189', '0x0', '0x7f2c4e7fd720', '0x0', '0xffffffff'],
  programCounter: '0x7f2c6a08f117',
  stackPointer: '0x7f2c4e7fd6b0',
  module: '/usr/lib/x86_64-linux-gnu/libc.so.6',
  moduleOffset: '0x8f117',
};
const onCore: NativePlace = {
  ...inFutex,
  state: 'on a core',
  call: null,
  callArguments: [],
  programCounter: null,
  stackPointer: null,
  module: null,
  moduleOffset: null,
};

/** The outermost call first, as one reads it. */
function captured(
  thread: number,
  calls: readonly StackFrame[],
  native: NativePlace | null = null,
): CapturedThread {
  return { thread, frames: [...calls].reverse(), why: null, moreFrames: 0, native };
}

function without(thread: number, why: string, native: NativePlace | null = null): CapturedThread {
  return { thread, frames: null, why, moreFrames: 0, native };
}

/** Of the run `primes`: main waits, its Workers count, one is about to, one cannot be asked. */
export function primesCaptures(): readonly StackCapture[] {
  const main = [...load, call('', 'primes.mjs', 52), call('collect', 'primes.mjs', 31)];
  const working = [...deliver, call('', 'prime-worker.mjs', 21), call('countPrimes', 'prime-worker.mjs', 9)];
  const pooled = call('run', 'node_modules/pool/index.js', 88, 'library');
  return [
    {
      number: 1,
      atNs: 140 * ms,
      tookNs: 12 * ms,
      finding: 'deadlock 0 2',
      threads: [
        captured(0, main, inFutex),
        captured(1, [...working, call('isPrime', 'prime-worker.mjs', 4)], onCore),
        captured(2, [...working, call('isPrime', 'prime-worker.mjs', 4)], onCore),
        captured(3, [...deliver, call('', 'sieve.mjs', 12), call('rest', 'sieve.mjs', 30)], inFutex),
      ],
    },
    {
      number: 2,
      atNs: 165 * ms,
      tookNs: 9 * ms,
      finding: null,
      threads: [
        captured(0, main, inFutex),
        captured(1, [...working, pooled, call('isPrime', 'prime-worker.mjs', 4)], onCore),
        captured(2, [...working, call('await', 'prime-worker.mjs', 44)], inFutex),
        captured(3, [...deliver, call('', 'sieve.mjs', 12)]),
        without(4, 'It is still starting: none of its code runs yet.', onCore),
        captured(5, []),
      ],
    },
  ];
}

/** A pool of so many Workers that do one of a few things. */
export function crowdCapture(threads: number): StackCapture {
  const base = [...deliver, call('onTask', 'worker.mjs', 41), call('Task.run', 'tasks/task.mjs', 18)];
  const express = call('Layer.handle', 'node_modules/express/lib/layer.js', 95, 'library');
  const next = call('next', 'node_modules/express/lib/router.js', 144, 'library');
  const shapes: readonly (readonly StackFrame[])[] = [
    [...base, call('resize', 'tasks/image.mjs', 77), call('blur', 'tasks/blur.mjs', 23)],
    [...base, call('resize', 'tasks/image.mjs', 77), call('scale', 'tasks/scale.mjs', 61)],
    [...base, call('resize', 'tasks/image.mjs', 77), call('blur', 'tasks/blur.mjs', 23)],
    [...base, call('Mutex.lock', 'lib/mutex.mjs', 19)],
    [...base, express, next, express, next, call('render', 'views/render.mjs', 130)],
    [...base, call('Mutex.lock', 'lib/mutex.mjs', 19)],
    [...base],
    [],
  ];
  const main = [...load, call('', 'server.mjs', 120), call('drain', 'server.mjs', 88)];
  return {
    number: 1,
    atNs: 2000 * ms,
    tookNs: 84 * ms,
    finding: null,
    threads: Array.from({ length: threads }, (_, key) => {
      if (key === 0) return captured(0, main);
      if (key % 19 === 5) return without(key, 'It did not answer within a second.', inFutex);
      return captured(key, shapes[key % shapes.length] ?? []);
    }),
  };
}

/** One call that calls itself, and a name that is far too long. */
export function deepCapture(): StackCapture {
  const fib = call('fibonacci', 'fib.mjs', 3);
  const long = call(
    'aNameThatIsFarTooLongToBeReadInOneLineOfTheBox.prototype.method',
    'a/very/long/name.mjs',
    12345,
  );
  return {
    number: 1,
    atNs: 100 * ms,
    tookNs: 1 * ms,
    finding: null,
    threads: [
      { ...captured(0, [...Array.from({ length: 24 }, () => fib), long]), moreFrames: 976 },
      captured(1, [long, fib]),
    ],
  };
}
