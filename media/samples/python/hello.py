# One thread that says hello, and which thread it is.
#
# Look for: two lanes. The main thread makes the other with `Thread(...)`, which makes an object and nothing more
# ("created"), and starts it a line later ("starting", then "running"). Select the second lane: the inspector has
# what the constructor was given, the line that made it, the line that started it, and its identifier.
import threading


def my_task():
    print("Hello World: {}".format(threading.current_thread()))


# The thread is given the function that it is to run.
my_first_thread = threading.Thread(target=my_task)
# Only now does it begin.
my_first_thread.start()
