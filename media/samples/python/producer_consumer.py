# A producer that is faster than its two consumers, and a queue between them that holds three items.
#
# Look for: soon the queue is full, and the producer is blocked in `put` most of the time: select such a span to
# see what it waits for and which consumer made room. The consumers are never without work until the producer ends.
import queue
import threading
import time

items = queue.Queue(maxsize=3)
end = object()


def produce():
    for number in range(20):
        items.put(number)
    for _ in consumers:
        items.put(end)


def consume():
    while True:
        item = items.get()
        if item is end:
            return
        time.sleep(0.02)  # hard work
        print(f"{threading.current_thread().name} consumed {item}")


consumers = [threading.Thread(target=consume, name=f"consumer {number}") for number in (1, 2)]
producer = threading.Thread(target=produce, name="producer")
for thread in (producer, *consumers):
    thread.start()
for thread in (producer, *consumers):
    thread.join()
