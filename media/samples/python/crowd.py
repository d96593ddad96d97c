# Eight threads, and all of them want to compute.
#
# Look for: one lane runs, the others are "ready". What they lack is not a core but the GIL, the lock that every thread
# needs to run Python code: it goes round, every few milliseconds. So eight threads that compute take as long as one
# that does all of it. Compare with Node, where the same crowd has all cores. A free-threaded Python has no GIL.
import threading


def sum_of_roots(count):
    total = 0.0
    for number in range(count):
        total += number**0.5
    return total


for number in range(1, 9):
    threading.Thread(target=sum_of_roots, args=(1_000_000,), name=f"crowd {number}").start()
