# Each has what the other wants.
import threading

left, right = threading.Lock(), threading.Lock()
both = threading.Barrier(2)


def take(first, second):
    with first:
        both.wait()
        with second:
            print("never")


for name, locks in (("a", (left, right)), ("b", (right, left))):
    threading.Thread(target=take, args=locks, name=name).start()
