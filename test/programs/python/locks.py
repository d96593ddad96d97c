import threading, pickle, copy, _thread, weakref, sys, contextlib, gc
l = threading.Lock(); r = threading.RLock()
print(isinstance(l, type(threading.Lock())), type(l), type(r), type(l).__name__, type(l).__module__)
print(repr(l).split(' at ')[0], repr(r).split(' at ')[0])
for x in (l, r):
    for f in (pickle.dumps, copy.copy, copy.deepcopy):
        try: f(x)
        except TypeError as e: print(type(e).__name__, e)
with l: print(l.locked(), l.acquire(False), l.acquire(timeout=0.01), repr(l).split(' at ')[0])
for bad in (lambda: l.release(), lambda: r.release(), lambda: l.acquire(False, 1), lambda: l.acquire(True, -2), lambda: l.acquire(True, 'x'), lambda: l.acquire(timeout=1e100), lambda: r.acquire(False, 5), lambda: type('L', (type(l),), {})):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
with contextlib.ExitStack() as s:
    s.enter_context(l); s.enter_context(r); print(l.locked())
print(l.locked(), sorted(d for d in dir(l)))
print(sorted(dir(r)))
w = weakref.ref(l); del l; gc.collect(); print(w())
print(threading.Lock, threading.RLock.__name__, _thread.allocate_lock)
class C:
    make = threading.Lock
print(C().make().locked())
print(hasattr(r, '_is_owned'), r._is_owned())
c = threading.Condition(threading.Lock()); print(repr(c).split(' at ')[0])
with c: print(c.wait(0.01), c.notify())
try: c.wait()
except RuntimeError as e: print(e)
