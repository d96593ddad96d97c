import threading
a, b = threading.Lock(), threading.Lock()
both = threading.Barrier(2)
res = []
def f(x, y):
    with x:
        both.wait()
        res.append(y.acquire(timeout=0.2))
        both.wait()
ts = [threading.Thread(target=f, args=p) for p in ((a, b), (b, a))]
[t.start() for t in ts]; [t.join() for t in ts]
print(res)
