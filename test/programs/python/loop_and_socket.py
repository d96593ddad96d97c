import asyncio, socket, threading, time
async def main():
    for _ in range(5):
        await asyncio.sleep(0.06)
        begun = time.thread_time()
        while time.thread_time() - begun < 0.03: pass
asyncio.run(main())
a, b = socket.socketpair()
reader = threading.Thread(target=lambda: b.recv(1), name='reader'); reader.start(); time.sleep(0.2); a.send(b'x'); reader.join()
