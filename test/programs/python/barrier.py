import threading
b = threading.Barrier(3, timeout=1); res = []
def f(i):
    try: res.append(b.wait())
    except threading.BrokenBarrierError: res.append('broken')
ts = [threading.Thread(target=f, args=(i,)) for i in range(3)]; [t.start() for t in ts]; [t.join() for t in ts]; print(sorted(res))
t = threading.Thread(target=f, args=(0,)); t.start(); b.abort(); t.join(); print(res[-1], b)
s = threading.BoundedSemaphore(1); s.acquire(); s.release()
try: s.release()
except ValueError as e: print(e)
with s: print(s.acquire(timeout=0.01), repr(s).split(' at ')[0])
