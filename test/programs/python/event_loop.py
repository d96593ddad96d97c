import asyncio, time, threading
async def w(n):
    await asyncio.sleep(0.05); return n
async def main():
    print(await asyncio.gather(*(w(i) for i in range(5))))
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, threading.current_thread)) if False else None
    print((await loop.run_in_executor(None, lambda: threading.current_thread().name))[:7])
asyncio.run(main())
