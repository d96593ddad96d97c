import threading, os, signal, time
l = threading.Lock(); l.acquire()
threading.Thread(target=lambda: (time.sleep(0.2), os.kill(os.getpid(), signal.SIGINT)), daemon=True).start()
def outer():
    with l: pass
outer()
