# Six are made, two are used.
import queue
import threading
import time

queues = [queue.Queue() for _ in range(6)]


def work(own):
    while (task := own.get()) is not None:
        sum(range(task))


for number, own in enumerate(queues):
    threading.Thread(target=work, args=(own,), name=f"pool {number}").start()
over = time.monotonic() + 8
while time.monotonic() < over:
    for own in queues[:2]:
        own.put(300_000)
    time.sleep(0.1)
for own in queues:
    own.put(None)
