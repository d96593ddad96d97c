from gevent import monkey; monkey.patch_all()
import queue, subprocess, sys, threading, time
import gevent
from concurrent.futures import ThreadPoolExecutor
from gevent.pool import Pool

lock, done, out = threading.Lock(), queue.Queue(), []
def work(n):
    for i in range(5):
        with lock: out.append((n, i))
        time.sleep(0.002)
    done.put(n)
threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for each in threads: each.start()
for each in threads: each.join()
print(sorted(done.get() for _ in threads), sorted(out))
event = threading.Event(); gevent.spawn_later(0.01, event.set); print(event.wait(5))
print(sum(Pool(4).map(lambda x: (time.sleep(0.001), x)[1], range(50))))
with ThreadPoolExecutor(3) as pool: print(list(pool.map(lambda x: x * x, range(5))))
print(gevent.get_hub().threadpool.apply(lambda: sum(range(1000))))
print(subprocess.check_output([sys.executable, '-c', 'print(7)']))
condition = threading.Condition()
with condition: print(condition.wait(0.01))
def bad(): raise ValueError('in thread')
thread = threading.Thread(target=bad); thread.start(); thread.join()
print(threading.current_thread().name, threading.active_count(), type(threading.Lock()).__module__)
