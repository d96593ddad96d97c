# Five dining philosophers: short waits for locks, some work, some sleep.
import time

begun = time.monotonic_ns()
import threading, time
N=5; forks=[threading.Lock() for _ in range(N)]
def dine(i):
    a,b=sorted((i,(i+1)%N))
    for _ in range(400):
        with forks[a]:
            with forks[b]:
                sum(range(2000))
        time.sleep(0.0005)
ts=[threading.Thread(target=dine,args=(i,)) for i in range(N)]
for t in ts: t.start()
for t in ts: t.join()

print((time.monotonic_ns() - begun) / 1e6)
