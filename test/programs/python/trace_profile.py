import sys, threading
seen = []
def tr(frame, event, arg):
    seen.append((event, frame.f_code.co_name)); return None
def work(): return sum(range(3))
threading.settrace(tr)
t = threading.Thread(target=work); t.start(); t.join()
threading.settrace(None)
print([s for s in seen if s[1] in ('run', 'work', '_bootstrap_inner', 'set')])
prof = []
def p(frame, event, arg): prof.append((event, frame.f_code.co_name))
sys.setprofile(p); work(); sys.setprofile(None)
print(prof, sys.getprofile(), sys.gettrace())
