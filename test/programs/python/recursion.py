import threading
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
l = threading.RLock()
def deeplock(n):
    with l: return 0 if n == 0 else 1 + deeplock(n - 1)
print(deep(800), deeplock(300))
def inf():
    with l: inf()
try: inf()
except RecursionError as e: print('RecursionError')
