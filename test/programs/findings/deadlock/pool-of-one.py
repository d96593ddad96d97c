# A task waits for another that its pool has no thread for.
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pool")


def outer():
    return pool.submit(lambda: 1).result()


print(pool.submit(outer).result())
