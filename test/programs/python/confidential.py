# Holds a secret wherever a program may hold one: its arguments, its environment, what it gives to threads and queues.
import os
import queue
import threading

secret = os.environ["DATABASE_PASSWORD"]
items = queue.Queue()


def confide(given, *, named):
    items.put(given + named)


thread = threading.Thread(target=confide, args=(secret,), kwargs={"named": secret}, name="confidant")
thread.start()
items.get()
thread.join()
