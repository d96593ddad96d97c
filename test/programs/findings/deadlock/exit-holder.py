# Main is over, and has kept the lock that its thread wants.
import threading

guard = threading.Lock()
guard.acquire()
threading.Thread(target=lambda: guard.acquire(), name="worker").start()
