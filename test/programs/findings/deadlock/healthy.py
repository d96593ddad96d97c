# Waits that look alike and end: locks in order, a limit on the wait, a lock as a signal, an event that a timer sets.
import threading
import time
from concurrent.futures import ThreadPoolExecutor

left, right, signal, over = threading.Lock(), threading.Lock(), threading.Lock(), threading.Event()
both = threading.Barrier(2)


def in_order():
    with left:
        time.sleep(0.8)
        with right:
            time.sleep(0.1)


def with_limit(first, second):
    with first:
        both.wait()
        second.acquire(timeout=1.2)
        both.wait()


def release_later():
    time.sleep(1.2)
    signal.release()


threads = [threading.Thread(target=in_order) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

one, other = threading.Lock(), threading.Lock()
threads = [threading.Thread(target=with_limit, args=locks) for locks in ((one, other), (other, one))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

signal.acquire()
threading.Thread(target=release_later).start()
signal.acquire()

threading.Timer(1.2, over.set).start()
over.wait()
with ThreadPoolExecutor(max_workers=2) as pool:
    print(pool.submit(lambda: pool.submit(time.sleep, 1).result()).result())
