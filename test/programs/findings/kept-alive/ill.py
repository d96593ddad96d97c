# Main is over, and nobody tells the thread.
import queue
import threading

tasks = queue.Queue()


def work():
    while True:
        print(tasks.get())


threading.Thread(target=work, name="worker").start()
tasks.put("the only task")
