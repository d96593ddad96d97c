"""Puts the probe into this process: called once, before the program's code."""

import _thread
import os
import sys
from time import monotonic_ns

from . import wire
from .children import ChildHooks
from .endpoint import bequeath, read_endpoint
from .imports import when_imported
from .locks import install_locks, know_thread_init, native_locks, tallies
from .pools import PoolHooks
from .raw import watch_raw_threads
from .sleeps import watch_simple_queue, watch_sleep
from .stack_requests import StackRequests
from .sync import SyncObjects
from .teller import Teller
from .threads import ThreadHooks
from .weave import keep_woven, save_woven
from .wire import NAN, record


def install(kept, since_ns):
    """`since_ns` is when loading it began."""
    endpoint = read_endpoint()
    if endpoint is None or not _is_main_interpreter(endpoint):
        return
    requests = StackRequests(endpoint)
    # What is told first says by which signal stacks are asked for.
    teller = Teller(endpoint, since_ns, requests.watch())
    if not teller.is_open:
        return
    requests.teller = teller
    keep_woven(kept)
    Probe(teller, endpoint, requests).install()
    teller.code_begins()


class Probe:
    """All that is put into one process. Lives as long as it."""

    def __init__(self, teller, endpoint, requests):
        self._teller = teller
        self._requests = requests
        self._endpoint = endpoint
        self._objects = SyncObjects(teller)
        self._threads = ThreadHooks(teller, self._objects)
        self._pools = PoolHooks(teller)
        self._children = ChildHooks(teller, endpoint, self._forget)
        # As they were put in; None once that was told to be so no more.
        self._made = None
        self._start_new_thread = _thread.start_new_thread
        self._start_joinable_thread = getattr(_thread, 'start_joinable_thread', None)

    def install(self):
        import atexit

        teller = self._teller
        teller.on_vitals = self._look
        install_locks(teller, self._objects)
        watch_raw_threads(teller)
        watch_sleep(teller)
        self._children.watch()
        # The first to be registered is the last to be called.
        atexit.register(self._exit)
        when_imported(
            {
                'threading': self._threading,
                'queue': self._queue,
                'concurrent.futures._base': self._threads.learn_futures,
                'concurrent.futures.thread': self._pools.weave_workers,
                'subprocess': self._children.weave_subprocess,
                'multiprocessing.spawn': self._children.weave_spawn,
                'asyncio.selector_events': self._requests.weave_loop,
                'multiprocessing.util': self._children.weave_spawn_command,
            },
            save_woven,
        )
        bequeath(self._endpoint, os.getpid())

    def _threading(self, threading):
        native_lock, native_rlock = native_locks()
        # Inside of `threading`, locks are the runtime's own: what they are waited for is told by who uses them.
        threading._allocate_lock = native_lock
        threading.Lock = _thread.LockType if isinstance(threading.Lock, type) else _thread.allocate_lock
        threading._CRLock = _thread.RLock
        threading._start_new_thread = self._start_new_thread
        if self._start_joinable_thread is not None:
            threading._start_joinable_thread = self._start_joinable_thread
        missing = self._threads.weave_threading(threading)
        know_thread_init(threading.Thread.__init__.__code__)
        if missing:
            self._teller.blind('%s in this Python: its source is not there, or not as expected' % ', '.join(missing))

        self._made = (threading.Lock, threading.Thread.start, threading.Condition)

    def _look(self):
        self._look_for_patches()
        self._requests.look()

    def _look_for_patches(self):
        """A library that puts its own threads in the place of the runtime's (gevent, eventlet) is heard of by that."""
        threading = sys.modules.get('threading')
        made = self._made
        if threading is None or made in (None, (threading.Lock, threading.Thread.start, threading.Condition)):
            return
        self._made = None
        self._teller.blind('what a library does that has replaced parts of `threading` (as gevent and eventlet do)')

    def _queue(self, queue):
        self._threads.learn_queue(queue)
        watch_simple_queue(queue, self._teller, self._objects)

    def _forget(self):
        self._objects.forget()
        self._threads.forget()
        self._requests.forget()

    def _exit(self):
        try:
            teller = self._teller
            me = teller.me()
            main = teller.main
            error = getattr(sys, 'last_value', None)
            code, is_known = 0, 0
            if error is not None:
                teller.uncaught(main, error, getattr(sys, 'last_traceback', None))
                code, is_known = 1, 1
            elif self._children.exit_code is not None:
                code, is_known = self._children.exit_code, 1
            for lock in tallies():
                self._objects.tally(lock, me)
            teller.tell_vitals(me, monotonic_ns())
            teller.tell(main, record(wire.EXIT, 1 - is_known, code, monotonic_ns(), (NAN,)), True)
        except Exception:
            pass


def _is_main_interpreter(endpoint):
    if endpoint.ancestor_pid != os.getpid():
        return True
    # This process has a probe: another of its interpreters, or the program that was there before `exec`.
    known = getattr(_thread, '_is_main_interpreter', None)
    if known is not None:
        return known()
    try:
        import _xxsubinterpreters as interpreters

        return interpreters.get_current() == interpreters.get_main()
    except Exception:
        return True
