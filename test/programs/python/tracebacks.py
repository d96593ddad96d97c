import threading, queue, traceback, sys, signal, time, _thread, os
def show(f):
    try: f()
    except BaseException as e:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(''.join(traceback.format_exception(type(e), e, e.__traceback__)))
q = queue.Queue(); s = queue.SimpleQueue()
show(lambda: q.get(timeout=0.01)); show(lambda: s.get(timeout=0.01)); show(q.get_nowait); show(s.get_nowait)
show(lambda: time.sleep(-1)); show(lambda: time.sleep('x'))
show(lambda: threading.Thread(target=print, bogus=1)); show(lambda: threading.current_thread().join())
t = threading.Thread(); show(t.join); t.start(); show(t.start); t.join()
class Boom(Exception): pass
def handler(*a): raise Boom('alarm')
signal.signal(signal.SIGALRM, handler)
l = threading.Lock(); l.acquire(); r = threading.RLock()
th = threading.Thread(target=lambda: (r.acquire(), time.sleep(4), r.release())); th.start()
def soon(): signal.setitimer(signal.ITIMER_REAL, 0.3, 0.3)
def inner(f):
    soon(); f()
show(lambda: inner(lambda: time.sleep(5)))
show(lambda: inner(l.acquire)); show(lambda: inner(lambda: l.acquire(timeout=5))); 
def w():
    with l: pass
show(lambda: inner(w))
def w2():
    with r: pass
show(lambda: inner(w2)); show(lambda: inner(threading.Event().wait)); show(lambda: inner(q.get)); show(lambda: inner(s.get)); show(lambda: inner(th.join))
th.join()
show(lambda: _thread.start_new_thread(1, ())); show(lambda: _thread.start_new_thread(print, 1))
