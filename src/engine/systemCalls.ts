/** The calls that a thread of a runtime stops in, by the kernel's numbers for each processor. */
const names: Partial<Record<NodeJS.Architecture, Readonly<Record<number, string>>>> = {
  x64: {
    0: 'read',
    1: 'write',
    2: 'open',
    7: 'poll',
    16: 'ioctl',
    17: 'pread64',
    18: 'pwrite64',
    19: 'readv',
    20: 'writev',
    23: 'select',
    34: 'pause',
    35: 'nanosleep',
    40: 'sendfile',
    42: 'connect',
    43: 'accept',
    44: 'sendto',
    45: 'recvfrom',
    46: 'sendmsg',
    47: 'recvmsg',
    61: 'wait4',
    72: 'fcntl',
    73: 'flock',
    74: 'fsync',
    75: 'fdatasync',
    128: 'rt_sigtimedwait',
    130: 'rt_sigsuspend',
    202: 'futex',
    230: 'clock_nanosleep',
    232: 'epoll_wait',
    247: 'waitid',
    257: 'openat',
    270: 'pselect6',
    271: 'ppoll',
    281: 'epoll_pwait',
    288: 'accept4',
    295: 'preadv',
    441: 'epoll_pwait2',
  },
  arm64: {
    22: 'epoll_pwait',
    25: 'fcntl',
    29: 'ioctl',
    32: 'flock',
    56: 'openat',
    63: 'read',
    64: 'write',
    65: 'readv',
    66: 'writev',
    67: 'pread64',
    68: 'pwrite64',
    69: 'preadv',
    71: 'sendfile',
    72: 'pselect6',
    73: 'ppoll',
    82: 'fsync',
    83: 'fdatasync',
    95: 'waitid',
    98: 'futex',
    101: 'nanosleep',
    115: 'clock_nanosleep',
    133: 'rt_sigsuspend',
    137: 'rt_sigtimedwait',
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
