import warnings; warnings.simplefilter('ignore')
import os, threading, time, sys
l = threading.Lock()
def bg():
    for _ in range(20):
        with l: time.sleep(0.01)
t = threading.Thread(target=bg); t.start()
for i in range(3):
    pid = os.fork()
    if pid == 0:
        t2 = threading.Thread(target=lambda: print('child thread', i, threading.active_count(), flush=True)); t2.start(); t2.join()
        os._exit(10 + i)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if hasattr(os, 'waitstatus_to_exitcode') else 0, flush=True)
t.join(); print(threading.active_count())
