import subprocess, sys, os
print(subprocess.run([sys.executable, '-c', 'import threading; t=threading.Thread(target=print, args=("sub",)); t.start(); t.join(); raise SystemExit(6)'], capture_output=True, text=True))
print(subprocess.run([sys.executable, '-I', '-c', 'print(1)'], capture_output=True, text=True).stdout, subprocess.run([sys.executable, '-S', '-E', '-c', 'print(2)'], capture_output=True, text=True).stdout)
os.execv(sys.executable, [sys.executable, '-c', 'print("execd")'])
