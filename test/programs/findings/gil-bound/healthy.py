# One computes; the others mostly wait.
import threading
import time

over = time.monotonic() + 4


def compute():
    while time.monotonic() < over:
        sum(range(1000))


def rest():
    while time.monotonic() < over:
        time.sleep(0.05)


for target in (compute, rest, rest):
    threading.Thread(target=target).start()
