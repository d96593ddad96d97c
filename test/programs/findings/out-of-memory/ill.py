import threading

threading.Thread(target=lambda: bytearray(1 << 60), name="hungry").start()
