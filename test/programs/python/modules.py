import sys, os
print([m for m in sys.modules if 'sitecustomize' in m or 'thread_view' in m], [p for p in sys.path if 'probe' in p])
import threading, queue, time, inspect, _thread
print(inspect.signature(threading.Thread), inspect.signature(threading.Thread.join), inspect.signature(queue.Queue.get))
print(threading.Thread.__init__.__code__.co_filename == threading.__file__, threading.Condition.wait.__code__.co_name)
print(inspect.getsource(threading.Thread.join)[:40], threading.Thread.join.__qualname__)
print(time.sleep, inspect.isbuiltin(time.sleep), time.sleep.__name__, time.sleep.__module__, os._exit, _thread.start_new_thread)
print(threading.__loader__ is threading.__spec__.loader, type(threading.__loader__).__name__)
import pickle; print(pickle.loads(pickle.dumps(time.sleep)) is time.sleep, pickle.loads(pickle.dumps(os._exit)) is os._exit)
class A: sleep = time.sleep
A().sleep(0.001); print('ok')
print(threading.main_thread(), threading.current_thread().name)
print(sorted(k for k in vars(threading.Thread())))
