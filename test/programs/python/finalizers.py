import threading, gc
class X:
    def __init__(self): self.l = threading.Lock()
    def __del__(self):
        with self.l: pass
for _ in range(1000): X()
a = []; a.append(a); gc.collect()
class E(Exception):
    def __str__(self): print('str called'); return 'E!'
def f(): raise E()
t = threading.Thread(target=f); t.start(); t.join()
import queue, sched, time
s = sched.scheduler(time.time, time.sleep); s.enter(0.01, 1, print, ('sched',)); s.run()
