# Two threads count with the same variable, and nothing guards it. The sum is too small; by how much is left to chance.
#
# Look for: both lanes are at it at the same time; that is all it takes. Each reads the counter, does something, and
# writes what it read plus one. Where the other one wrote meanwhile, its step is lost. No error tells of it: only the
# sum does. The GIL does not help: it guards Python itself, and may change hands between any two lines of yours.
import threading
import time

rounds = 30
counter = 0
both_are_there = threading.Barrier(2)


def count():
    global counter
    both_are_there.wait()
    for _ in range(rounds):
        read = counter
        time.sleep(0.005)  # the other thread reads the same number
        counter = read + 1


threads = [threading.Thread(target=count, name=name) for name in ("left", "right")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{2 * rounds} steps were done, and the counter says {counter}")
