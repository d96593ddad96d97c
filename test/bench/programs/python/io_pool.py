# A pool of threads whose tasks wait most of the time.
import time

begun = time.monotonic_ns()
from concurrent.futures import ThreadPoolExecutor
import time, hashlib
def task(n):
    time.sleep(0.002)
    return hashlib.sha256(b'x'*20000).hexdigest()
with ThreadPoolExecutor(8) as ex:
    list(ex.map(task, range(2000)))

print((time.monotonic_ns() - begun) / 1e6)
