import eventlet; eventlet.monkey_patch()
import queue, threading, time
from eventlet import tpool

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
event = threading.Event(); eventlet.spawn_after(0.01, event.set); print(event.wait(5))
print(sum(eventlet.GreenPool(4).imap(lambda x: (time.sleep(0.001), x)[1], range(50))))
print(tpool.execute(lambda: sum(range(1000))))
condition = threading.Condition()
with condition: print(condition.wait(0.01))
