import threading
import time

for round in range(50):
    threads = [threading.Thread(target=time.sleep, args=(0.03,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
