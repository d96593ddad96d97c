# The thread dies, and nobody notices.
import threading

threading.Thread(target=lambda: [][1], name="unlucky").start()
