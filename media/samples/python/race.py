# Two threads count to 20 together, without a guard: each reads the counter, and writes back what it read plus one.
#
# Look for: both run at the same time, and the sum is too small, for what one wrote the other wrote over. The second
# half does the same with a lock: there each one is blocked while the other has the lock, and the sum is right.
import threading
import time

guard = threading.Lock()
both_are_there = threading.Barrier(2)
counter = 0


def count_without_guard():
    global counter
    both_are_there.wait()
    for _ in range(10):
        read = counter
        time.sleep(0.003)  # the other thread reads the same number
        counter = read + 1


def count_with_guard():
    global counter
    both_are_there.wait()
    for _ in range(10):
        with guard:
            read = counter
            time.sleep(0.003)
            counter = read + 1


for count in (count_without_guard, count_with_guard):
    counter = 0
    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{count.__name__}: {'20, as it should be' if counter == 20 else 'less than 20'}")
