# Main waits for a thread that waits for what main has.
import threading

guard = threading.RLock()


def work():
    with guard:
        print("never")


with guard:
    worker = threading.Thread(target=work, name="worker")
    worker.start()
    worker.join()
