# Two threads, and each does its own five steps, from the first to the last.
#
# Look for: two lanes, one above the other. Within a lane one step follows the other; between the lanes there is no
# order, and which of two lines is printed first is left to chance. Click a lane: the inspector has what makes a
# thread one: its identifier, the line it came from and, on Linux, its program counter and its stack pointer.
import threading
import time


def work(seconds):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def do_steps(who):
    for step in range(1, 6):
        work(0.05)
        print(f"{who}: step {step}\n", end="")
        time.sleep(0.06)


threading.Thread(target=do_steps, args=("helper",), name="helper").start()
do_steps("main")
