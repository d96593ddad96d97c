# Three workers that fetch twelve pages: much waiting, little work.
#
# Look for: the workers sleep at the same time, for a thread that waits needs no GIL. The main thread is blocked
# in `Future.result`. Select a worker: how many tasks it ran. At the end all three wait for a task that does
# not come any more ("waiting", on their queue).
import time
from concurrent.futures import ThreadPoolExecutor


def fetch(page):
    time.sleep(0.05)  # the network
    return f"page {page}"


with ThreadPoolExecutor(max_workers=3, thread_name_prefix="fetcher") as pool:
    for text in pool.map(fetch, range(12)):
        print(text)
