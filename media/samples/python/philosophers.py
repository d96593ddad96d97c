# Five philosophers at a round table, five forks between them. Whoever wants to eat needs the forks on both sides.
#
#     python philosophers.py              each takes the fork with the lower number first: all get to eat
#     python philosophers.py deadlock     each takes the left one first, and waits for the right one for ever
#
# Look for: with the argument (the setting threadView.arguments), five lanes that are blocked and stay so. Select
# one: it holds a fork that its neighbour queues for, and queues for one that its other neighbour holds. That circle
# is a deadlock; press Stop. Without it, the spans are short, and each says who had the fork.
import sys
import threading
import time

names = ["Plato", "Hypatia", "Confucius", "Diotima", "Spinoza"]
forks = [threading.Lock() for _ in names]
deadlock = "deadlock" in sys.argv[1:]
# Everybody has a fork before anybody reaches for the second one.
all_seated = threading.Barrier(len(names))


def dine(seat):
    left, right = seat, (seat + 1) % len(names)
    first, second = (left, right) if deadlock else sorted((left, right))
    for _ in range(4):
        with forks[first]:
            if deadlock:
                all_seated.wait()
            with forks[second]:
                time.sleep(0.01)  # eats
        time.sleep(0.005)  # thinks
    print(f"{names[seat]} has eaten")


for seat, name in enumerate(names):
    threading.Thread(target=dine, args=(seat,), name=name).start()
