"""A signal's handler raises while a `with` gets its lock: then nobody has it, or the `with` lets go of it."""

import signal
import sys
import threading


class Rung(Exception):
    pass


def ring(number, frame):
    raise Rung


def left_taken(lock, signals):
    """How often it was still taken afterwards."""
    left = 0
    isOver = threading.Event()

    def want():
        while not isOver.is_set():
            with lock:
                sum(range(50))

    other = threading.Thread(target=want, daemon=True)
    other.start()
    rung = 0
    while rung < signals:
        try:
            # On a busy machine it may ring before this has returned.
            signal.setitimer(signal.ITIMER_REAL, 0.0003)
            while True:
                with lock:
                    pass
        except Rung:
            rung += 1
        # Who has an RLock can have it again: it is asked.
        if hasattr(lock, '_is_owned') and isinstance(lock, type(threading.RLock())):
            left += lock._is_owned()
        elif lock.acquire(timeout=5):
            lock.release()
        else:
            left += 1
        if left > 0:
            break
    isOver.set()
    return left


signal.signal(signal.SIGALRM, ring)
sys.setswitchinterval(0.0001)
print('Lock:', left_taken(threading.Lock(), 1500))
print('RLock:', left_taken(threading.RLock(), 1500))
