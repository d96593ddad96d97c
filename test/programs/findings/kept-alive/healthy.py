# Main is over, and another thread gives what is waited for.
import queue
import threading

tasks = queue.Queue()
threading.Thread(target=tasks.get).start()
threading.Timer(7, tasks.put, args=(None,)).start()
threading.Thread(target=queue.Queue().get, daemon=True).start()
