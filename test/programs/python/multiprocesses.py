import multiprocessing as mp, os, sys, time, threading
def child(q, n):
    t = threading.Thread(target=lambda: q.put((n, threading.current_thread().name))); t.start(); t.join()
    if n == 2: sys.exit(5)
if __name__ == '__main__':
    for m in ('fork', 'spawn', 'forkserver'):
        ctx = mp.get_context(m); q = ctx.Queue()
        ps = [ctx.Process(target=child, args=(q, n)) for n in range(3)]
        for p in ps: p.start()
        print(m, sorted(q.get() for _ in ps))
        for p in ps: p.join()
        print([p.exitcode for p in ps])
    with mp.Pool(2) as pool: print(pool.map(abs, range(-5, 0)))
    l = mp.Lock(); print(l, mp.Value('i', 3).value)
