import sys, threading
lock = threading.Lock()
def write(n):
    for i in range(500):
        with lock: sys.stdout.write(f"{n} {i}\n")
ts = [threading.Thread(target=write, args=(n,)) for n in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
sys.stderr.write("done\n"); print(sys.stdin.read())
