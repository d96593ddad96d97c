import threading
out = []
for n in range(2000):
    t = threading.Thread(target=out.append, args=(n,)); t.start(); t.join()
print(len(out), threading.active_count())
