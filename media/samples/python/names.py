# Four threads: two were given a name, two were not.
#
# Look for: the names at the left. "reader" and "writer" say what they are for. The other two got theirs from Python:
# a number and, since Python 3.10, the function that they run. A thread can be given a name later, too.
import threading
import time


def task(seconds):
    time.sleep(seconds)
    print(f"I am {threading.current_thread().name}")


threads = [
    threading.Thread(target=task, args=(0.1,), name="reader"),
    threading.Thread(target=task, args=(0.2,), name="writer"),
    threading.Thread(target=task, args=(0.3,)),
    threading.Thread(target=task, args=(0.4,)),
]
for thread in threads:
    thread.start()
