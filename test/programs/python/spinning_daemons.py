import threading, time, sys
def spin():
    while True: pass
def printer():
    l = threading.Lock()
    while True:
        with l: time.sleep(0.001)
for _ in range(2): threading.Thread(target=spin, daemon=True).start()
for _ in range(3): threading.Thread(target=printer, daemon=True).start()
time.sleep(0.1); print('main ends')
