# Four threads that only compute.
import time

begun = time.monotonic_ns()
import threading
def primes(n):
    c=0
    for i in range(2,n):
        for d in range(2,int(i**.5)+1):
            if i%d==0: break
        else: c+=1
    return c
ts=[threading.Thread(target=primes,args=(160_000,)) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()

print((time.monotonic_ns() - begun) / 1e6)
