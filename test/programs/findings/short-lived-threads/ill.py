import threading

for task in range(600):
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
