import threading, time, sys, atexit
atexit.register(lambda: print('atexit'))
def slow(): time.sleep(0.2); print('slow done')
def daemon():
    while True: time.sleep(0.05)
threading.Thread(target=slow).start(); threading.Thread(target=daemon, daemon=True).start()
print(sorted(t.name for t in threading.enumerate()), threading.active_count())
sys.exit(7)
