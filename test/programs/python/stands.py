"""
Threads that stand in all kinds of waits, and one that computes, while the main thread does what the first argument says.
Prints how to find it, and ends when its input does.
"""

import asyncio
import concurrent.futures
import ctypes
import multiprocessing
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time

held = threading.Lock()
held.acquire()
never = threading.Event()
pipe, _ = os.pipe()
pair = socket.socketpair()


def spins():
    number, text, things = 7, 'a "text"', {'list': [1, 2.5, None], 'own': threading.current_thread()}
    number += 0
    while number and text and things:
        pass


def in_lock():
    held.acquire()


def in_with():
    with held:
        pass


def in_condition():
    condition = threading.Condition()
    with condition:
        condition.wait()


def in_queue():
    queue.Queue().get()


def in_simple_queue():
    queue.SimpleQueue().get()


def in_sleep():
    time.sleep(1000)


def in_join():
    spinning.join()


def in_read():
    os.read(pipe, 1)


def in_receive():
    pair[0].recv(1)


def looks_at_itself():
    held_by_it = locals()
    held.acquire()
    return held_by_it


def ends_with_input():
    for _ in sys.stdin:
        pass
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    os._exit(0)


def start(function, name=None):
    thread = threading.Thread(target=function, name=name or function.__name__, daemon=True)
    thread.start()
    return thread


def in_child(ready):
    start(in_lock)
    ready.put(os.getpid())
    in_sleep()


def children(how):
    context = multiprocessing.get_context(how)
    ready = context.SimpleQueue()
    process = context.Process(target=in_child, args=(ready,), daemon=True)
    process.start()
    print('child', ready.get(), flush=True)


def many_in_pool():
    pool = concurrent.futures.ThreadPoolExecutor(20, 'pool')
    for _ in range(20):
        pool.submit(spins)
    print('ready', flush=True)
    in_lock()


async def in_loop():
    print('ready', flush=True)
    await asyncio.sleep(1000)


def in_loop_with_signals():
    loop = asyncio.new_event_loop()
    loop.add_signal_handler(signal.SIGUSR1, print)
    loop.run_until_complete(in_loop())


def in_c():
    """Where no handler runs: C code that no signal interrupts."""
    lock = ctypes.CDLL(None).pthread_mutex_lock
    mutex = ctypes.create_string_buffer(64)
    lock(mutex)
    lock(mutex)


def in_system():
    os.system('exec sleep 20 < /dev/null > /dev/null 2>&1')


def wakes_often():
    while True:
        never.wait(0.02)


def in_pause():
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    print('ready', flush=True)
    signal.pause()
    print('pause is over', flush=True)


def in_sigwait():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    print('ready', flush=True)
    print('got', int(signal.sigwait([signal.SIGUSR1])), flush=True)


def own_wakeup():
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    print('ready', flush=True)
    print('woken by', os.read(read, 1), flush=True)


def own_handler():
    signal.signal(signal.SIGURG, lambda number, frame: print('urgent', flush=True))
    print('ready', flush=True)
    in_sleep()


def own_handler_given_back():
    print(repr(signal.signal(signal.SIGURG, print)), signal.getsignal(signal.SIGURG) is print)
    print(signal.signal(signal.SIGURG, signal.SIG_DFL) is print, repr(signal.getsignal(signal.SIGURG)))
    print('ready', flush=True)
    in_sleep()


def deep():
    def down(left):
        if left:
            down(left - 1)
        else:
            print('ready', flush=True)
            in_sleep()

    down(700)


def becomes_another():
    print('ready', flush=True)
    os.execvp('cat', ['cat'])


def main():
    mode = sys.argv[1]
    if mode == 'becomes_another':
        becomes_another()
    if mode in ('fork', 'spawn'):
        # Before there is another thread, which might have hold of something.
        children(mode)
    start(ends_with_input)
    if mode == 'many_in_pool':
        many_in_pool()
    if mode in ('fork', 'spawn'):
        print('ready', flush=True)
        in_sleep()
    if mode in ('in_c', 'in_system'):
        start(wakes_often)
        print('ready', flush=True)
        globals()[mode]()
    if mode in ('in_pause', 'in_sigwait', 'own_wakeup', 'own_handler', 'own_handler_given_back', 'deep'):
        return globals()[mode]()
    if mode in ('in_loop', 'in_loop_with_signals'):
        return asyncio.run(in_loop()) if mode == 'in_loop' else in_loop_with_signals()
    global spinning
    spinning = start(spins)
    for function in (in_lock, in_with, in_condition, in_queue, in_simple_queue, in_sleep, in_join, in_read, in_receive):
        start(function)
    start(looks_at_itself)
    time.sleep(0.3)
    print('ready', flush=True)
    globals()[mode]()


if __name__ == '__main__':
    main()
