import os, threading, time
os.closerange(3, 64)
lock = threading.Lock()
def f():
    for _ in range(3000):
        with lock: pass
        time.sleep(0.0001)
fd = os.open(os.devnull, os.O_RDONLY)
ts = [threading.Thread(target=f) for _ in range(3)]
[t.start() for t in ts]; [t.join() for t in ts]
print(os.fstat(fd).st_mode > 0)
