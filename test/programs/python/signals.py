import signal, threading, time, os
got = []
signal.signal(signal.SIGUSR1, lambda *a: got.append(threading.current_thread().name))
l = threading.Lock(); l.acquire()
def kick():
    for _ in range(5): time.sleep(0.02); os.kill(os.getpid(), signal.SIGUSR1)
    l.release()
threading.Thread(target=kick).start()
l.acquire(); print(sorted(set(got)))
ev = threading.Event(); threading.Timer(0.05, ev.set).start(); print(ev.wait(2))
