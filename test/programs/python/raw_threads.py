import threading, _thread, time
d = threading.local()
def f(n): d.x = n; time.sleep(0.01); out.append(d.x)
out = []
ts = [threading.Thread(target=f, args=(i,)) for i in range(5)]
[t.start() for t in ts]; [t.join() for t in ts]; print(sorted(out), hasattr(d, 'x'))
done = _thread.allocate_lock(); done.acquire()
_thread.start_new_thread(lambda a, b=1: (out.append((a, b)), done.release()), (1,), {'b': 2}); done.acquire(); print(out[-1], _thread._count())
class T(threading.Thread):
    def __init__(self, n): super().__init__(name='T%d' % n, daemon=True); self.n = n
    def __eq__(self, o): return True
    __hash__ = None
    def run(self): out.append(self.n)
try:
    t = T(9); t.start(); t.join(); print(out[-1], t.name)
except TypeError as e: print(e)
