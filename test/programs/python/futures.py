from concurrent.futures import ThreadPoolExecutor, ProcessPoolExecutor, wait, as_completed, TimeoutError
import time, os
def sq(x): return x*x
def bad(x): raise ValueError(x)
if __name__ == '__main__':
    with ThreadPoolExecutor(4) as ex:
        print(list(ex.map(sq, range(10))))
        f = ex.submit(bad, 3)
        try: f.result()
        except ValueError as e: print('err', e)
        try: ex.submit(time.sleep, 0.3).result(timeout=0.05)
        except TimeoutError: print('timeout')
    with ProcessPoolExecutor(2) as ex: print(sum(ex.map(sq, range(20))))
