# All that the threads do, they do with the lock.
import threading
import time

table, over = threading.Lock(), time.monotonic() + 5


def work():
    while time.monotonic() < over:
        with table:
            time.sleep(0.004)


for number in range(5):
    threading.Thread(target=work, name=f"worker {number}").start()
