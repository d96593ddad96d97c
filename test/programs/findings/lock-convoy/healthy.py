# The lock is held for a moment only; another one is held long, but handed over rarely.
import threading
import time

table, slow, over = threading.Lock(), threading.Lock(), time.monotonic() + 4


def work():
    while time.monotonic() < over:
        with table:
            pass
        time.sleep(0.01)


def rarely():
    with slow:
        time.sleep(0.9)


for target in [work] * 5 + [rarely] * 4:
    threading.Thread(target=target).start()
