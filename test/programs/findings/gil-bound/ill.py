import threading
import time

over = time.monotonic() + 5


def compute():
    while time.monotonic() < over:
        sum(range(1000))


for number in range(3):
    threading.Thread(target=compute, name=f"counter {number}").start()
