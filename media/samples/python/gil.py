# Two threads that only compute. Both are as busy as they can be, and yet it takes as long as one after the other.
#
# Look for: they take turns. While one runs Python code the other is "ready", for lack of the GIL, the lock that
# every thread needs to run Python code. The inspector says how much of the run each one spent so. On a
# free-threaded Python there is no GIL, and both run all the time.
import threading


def count_primes(until):
    found = 0
    for number in range(2, until):
        for divisor in range(2, int(number**0.5) + 1):
            if number % divisor == 0:
                break
        else:
            found += 1
    print(f"{threading.current_thread().name}: {found} primes below {until}")


threads = [threading.Thread(target=count_primes, args=(120_000,), name=f"counter {n}") for n in (1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
