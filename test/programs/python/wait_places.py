# Waits and ends the waits of others on lines that are told.
import queue
import threading
import time


def blocked(function):
    """A thread that is, as far as it can tell, in the wait that it was made for."""
    begun = threading.Event()

    def run():
        begun.set()
        function()

    thread = threading.Thread(target=run, name=function.__name__)
    thread.start()
    begun.wait()
    time.sleep(0.1)  # sleeps
    return thread


lock = threading.Lock()
reentrant = threading.RLock()
condition = threading.Condition()
event = threading.Event()
full = queue.Queue(1)
empty = queue.Queue()
simple = queue.SimpleQueue()
barrier = threading.Barrier(2)
semaphore = threading.Semaphore(0)


def with_lock():
    with lock:  # with_lock waits
        pass


def acquires():
    lock.acquire()  # acquires waits
    lock.release()


def twice():
    for _ in range(2):
        lock.acquire()  # twice waits


def enters():
    with reentrant:  # enters waits
        pass


def is_notified():
    with condition:
        condition.wait()  # is_notified waits


def waits_for_event():
    event.wait()  # waits_for_event waits


def gets():
    empty.get()  # gets waits


def gets_simple():
    simple.get()  # gets_simple waits


def puts():
    full.put(1)
    full.put(2)  # puts waits


def meets():
    barrier.wait()  # meets waits


def passes():
    semaphore.acquire()  # passes waits


def times_out():
    lock.acquire(timeout=0.05)  # times_out waits


with lock:
    thread = blocked(with_lock)
thread.join()  # joins

lock.acquire()
thread = blocked(acquires)
lock.release()  # acquires woken
thread.join()

lock.acquire()
thread = blocked(twice)
lock.release()  # twice woken
time.sleep(0.1)
# Had by another, who does not let go of it.
lock.release()  # twice woken again
thread.join()
lock.release()

with reentrant:
    thread = blocked(enters)
thread.join()

thread = blocked(is_notified)
with condition:
    condition.notify()  # is_notified woken
thread.join()

thread = blocked(waits_for_event)
event.set()  # waits_for_event woken
thread.join()

thread = blocked(gets)
empty.put(1)  # gets woken
thread.join()

thread = blocked(gets_simple)
simple.put(1)
thread.join()

thread = blocked(puts)
full.get()  # puts woken
thread.join()

thread = blocked(meets)
barrier.wait()  # meets woken
thread.join()

thread = blocked(passes)
semaphore.release()  # passes woken
thread.join()

with lock:
    thread = blocked(times_out)
    thread.join()

with lock:
    # More in a row than are told with their lines, and one whose line is told when it is over.
    for _ in range(200):
        threading.Event().wait(0.000001)  # short
    threading.Event().wait(0.03)  # long

# Nobody waits any more: a lock is what it was.
print(lock.release, lock.locked())
