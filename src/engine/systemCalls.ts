/** The calls that a thread of a runtime stops in, by the kernel's numbers for each processor. */
const names: Partial<Record<NodeJS.Architecture, Readonly<Record<number, string>>>> = {
  x64: {
    0: 'read',
    1: 'write',
    7: 'poll',
    17: 'pread64',
    18: 'pwrite64',
    20: 'writev',
    23: 'select',
    35: 'nanosleep',
    42: 'connect',
    43: 'accept',
    44: 'sendto',
    45: 'recvfrom',
    46: 'sendmsg',
    47: 'recvmsg',
    61: 'wait4',
    73: 'flock',
    74: 'fsync',
    75: 'fdatasync',
    202: 'futex',
    230: 'clock_nanosleep',
    232: 'epoll_wait',
    247: 'waitid',
    270: 'pselect6',
    271: 'ppoll',
    281: 'epoll_pwait',
    288: 'accept4',
    441: 'epoll_pwait2',
  },
  arm64: {
    22: 'epoll_pwait',
    32: 'flock',
    63: 'read',
    64: 'write',
    66: 'writev',
    67: 'pread64',
    68: 'pwrite64',
    72: 'pselect6',
    73: 'ppoll',
    82: 'fsync',
    83: 'fdatasync',
    95: 'waitid',
    98: 'futex',
    101: 'nanosleep',
    115: 'clock_nanosleep',
    202: 'accept',
    203: 'connect',
    206: 'sendto',
    207: 'recvfrom',
    211: 'sendmsg',
    212: 'recvmsg',
    242: 'accept4',
    260: 'wait4',
    441: 'epoll_pwait2',
  },
};

export function systemCallName(number: number): string {
  return names[process.arch]?.[number] ?? `number ${number}`;
}

const polls: ReadonlySet<string> = new Set(['epoll_wait', 'epoll_pwait', 'epoll_pwait2']);
const sleeps: ReadonlySet<string> = new Set(['nanosleep', 'clock_nanosleep']);

/** Calls in which an event loop waits. */
export function isPoll(name: string): boolean {
  return polls.has(name);
}

/** Calls that stop a thread for a set time. */
export function isSleep(name: string): boolean {
  return sleeps.has(name);
}
