# The two threads of race.py, with a guard: who wants to count takes the lock first. No step is lost any more.
#
# Look for: while one thread has the lock, the other is "blocked": select such a span to see who has it, and follow the
# arrow, the wake-up, from who gave it back. That is the price: the guarded part is never done by two at once, so it
# should be as short as it can be; what needs no guard is done outside of it.
import threading
import time

rounds = 30
counter = 0
guard = threading.Lock()


def count():
    global counter
    for _ in range(rounds):
        with guard:
            read = counter
            time.sleep(0.005)
            counter = read + 1
        time.sleep(0.002)  # something else, which needs no guard


threads = [threading.Thread(target=count, name=name) for name in ("left", "right")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{2 * rounds} steps were done, and the counter says {counter}")
