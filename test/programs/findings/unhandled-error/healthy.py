# The error comes out where somebody waits for it; a thread may end itself.
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(max_workers=1) as pool:
    print(type(pool.submit(lambda: [][1]).exception()).__name__)
thread = threading.Thread(target=sys.exit)
thread.start()
thread.join()
