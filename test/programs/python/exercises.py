"""
Waits of all kinds, over and over until its input ends: what they give is printed once, and again when it is another
than before. Has the main thread do most of them, for that is the one that signals interrupt.
"""

import _thread
import asyncio
import gc
import os
import queue
import select
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time

seen = {}
is_over = threading.Event()
LIMIT = 0.01


def timed(function, *args, **options):
    """What it gave, and whether it took as long as it had to."""
    since = time.monotonic()
    try:
        result = repr(function(*args, **options))
    except Exception as error:
        result = type(error).__name__
    return result, time.monotonic() - since >= LIMIT * 0.99


def sleeps():
    return timed(time.sleep, LIMIT)


def locks():
    lock = threading.Lock()
    rlock = threading.RLock()
    with lock, rlock:
        return timed(lock.acquire, timeout=LIMIT), lock.acquire(False)


def conditions():
    condition = threading.Condition()
    with condition:
        timed_out = timed(condition.wait, LIMIT)
    waiting = timed(condition.wait_for, lambda: False, LIMIT) if condition.acquire() else None
    condition.release()
    return timed_out, waiting, timed(threading.Event().wait, LIMIT), timed(threading.Semaphore(0).acquire, timeout=LIMIT)


def queues():
    full = queue.Queue(1)
    full.put(1)
    empty = queue.SimpleQueue()
    return timed(queue.Queue().get, timeout=LIMIT), timed(full.put, 2, timeout=LIMIT), timed(empty.get, timeout=LIMIT)


def handed_over():
    there, back = queue.Queue(1), queue.SimpleQueue()

    def worker():
        for item in iter(there.get, None):
            back.put(item * 2)

    thread = threading.Thread(target=worker)
    thread.start()
    sums = []
    for number in range(50):
        there.put(number)
        sums.append(back.get())
    there.put(None)
    thread.join()
    return sum(sums), thread.is_alive()


def pipes():
    read, write = os.pipe()
    try:
        nothing = timed(select.select, [read], [], [], LIMIT)
        poll = select.poll()
        poll.register(read, select.POLLIN)
        polled = timed(poll.poll, LIMIT * 1000)
        with selectors.DefaultSelector() as selector:
            selector.register(read, selectors.EVENT_READ)
            selected = timed(selector.select, LIMIT)
        timer = threading.Timer(LIMIT, os.write, (write, b'some'))
        timer.start()
        got = os.read(read, 10)
        timer.join()
        return nothing, polled, selected, got
    finally:
        os.close(read)
        os.close(write)


def sockets():
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(LIMIT)
        late = timed(one.recv, 1)
        one.settimeout(None)
        timer = threading.Timer(LIMIT, other.sendall, (b'x' * 300000,))
        timer.start()
        got = 0
        while got < 300000:
            got += len(one.recv(65536))
        timer.join()
        return late, got


def processes():
    ended = subprocess.run(['echo', 'said'], capture_output=True, check=True)
    process = subprocess.Popen(['sleep', '10'])
    late = timed(process.wait, LIMIT)
    process.kill()
    return ended.stdout, late, process.wait(), os.waitstatus_to_exitcode(os.system('exit 3'))


def signals():
    came = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: came.append(number))
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    until = time.monotonic() + 5
    while not came and time.monotonic() < until:
        time.sleep(LIMIT)
    signal.signal(signal.SIGALRM, before)
    others = {each: signal.getsignal(each) for each in signal.valid_signals() if each != signal.SIGINT}
    handled = [int(number) for number, handler in others.items() if callable(handler)]
    usual = signal.signal(signal.SIGURG, signal.SIG_DFL)
    try:
        raise_in_handler()
    except LookupError as error:
        steps = []
        trace = error.__traceback__
        while trace is not None:
            steps.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
    signal.signal(signal.SIGALRM, before)
    return came, handled, usual, steps, signal.set_wakeup_fd(-1)


def raise_in_handler():
    def handler(number, frame):
        raise LookupError

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    while True:
        pass


def waited_for_signals():
    return timed(signal.sigtimedwait, [signal.SIGUSR2], LIMIT)


def coroutines():
    async def work(number):
        await asyncio.sleep(LIMIT)
        return number

    async def main():
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, print)
        return sum(await asyncio.gather(*(work(each) for each in range(10))))

    return timed(lambda: asyncio.run(main()))


def recursion():
    def down(depth):
        return depth if depth == 400 else down(depth + 1)

    return down(0)


def lifetimes():
    """What a frame lets go of is gone at once."""
    ended = []

    class Thing:
        def __del__(self):
            ended.append(threading.current_thread() is threading.main_thread())

    def holds():
        thing = Thing()
        return thing is not None

    for _ in range(200):
        holds()
    return len(ended), all(ended)


def computes():
    return sum(number * number for number in range(100000))


def busy():
    while not is_over.is_set():
        computes()


def reads():
    for _ in sys.stdin:
        pass
    is_over.set()


EXERCISES = (
    sleeps, locks, conditions, queues, handed_over, pipes, sockets, processes, signals, waited_for_signals, coroutines,
    recursion, lifetimes, computes,
)  # fmt: skip


def main():
    gc.disable()
    threads = [threading.Thread(target=busy), threading.Thread(target=reads)]
    threads[0].start()
    print(threading.active_count(), _thread._count(), sys.gettrace(), sys.getprofile())
    threads[1].start()
    while True:
        for exercise in EXERCISES:
            result = repr(exercise())
            if seen.get(exercise) != result:
                seen[exercise] = result
                print(exercise.__name__, result)
        if is_over.is_set():
            break
    for thread in threads:
        thread.join()
    print(threading.active_count(), _thread._count(), sorted(each.name for each in threading.enumerate()))


main()
