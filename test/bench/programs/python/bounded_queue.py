# A producer and a consumer over a bounded `queue.Queue`.
import time

begun = time.monotonic_ns()
import queue, threading
q = queue.Queue(100)
N = 200_000
def produce():
    for i in range(N): q.put(i)
    q.put(None)
def consume():
    while q.get() is not None: pass
ts = [threading.Thread(target=produce), threading.Thread(target=consume)]
for t in ts: t.start()
for t in ts: t.join()

print((time.monotonic_ns() - begun) / 1e6)
