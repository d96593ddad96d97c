import os, threading, time
threading.Thread(target=time.sleep, args=(5,)).start()
print('bye', flush=True); os._exit(4)
