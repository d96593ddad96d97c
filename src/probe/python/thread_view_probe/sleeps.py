"""`time.sleep`, and the queue that is made in C: waits of the runtime's own that nothing of Python's surrounds."""

import time
from time import monotonic_ns

from .builtins_ import builtin_function_or_method as _stand_in
from .frames import hide
from .locks import remember_place
from .places import inner_files
from .stack_requests import interrupted_again, not_interrupted
from .sync import GET, INFINITY, OK, RAISED, SLEEP, TIMED_OUT, timeout_ms
from .wire import NAN


inner_files.add(__file__)


def watch_sleep(teller):
    native = time.sleep

    class builtin_function_or_method(_stand_in):
        __slots__ = ()

        def __call__(self, *args, **options):
            told = None
            try:
                seconds = args[0] if len(args) == 1 and not options else None
                if type(seconds) in (int, float) and seconds > 0:
                    told = teller.me()
                    teller.block_begins(told, 0, SLEEP, monotonic_ns(), seconds * 1e3, NAN)
            except Exception:
                pass
            result = RAISED
            try:
                native(*args, **options)
                result = OK
            except BaseException as error:
                hide(error)
                raise
            finally:
                if told is not None:
                    teller.block_ends(told, 0, result, monotonic_ns(), NAN)

    builtin_function_or_method.__module__ = _stand_in.__module__
    # Not by `stand_in`, which calls a function: of what a sleep costs, each call is a tenth.
    time.sleep = builtin_function_or_method(native, None)


def watch_simple_queue(queue, teller, objects):
    """`queue.SimpleQueue`, where it is made in C. An item that is there is taken without a word."""
    try:
        import _queue
    except ImportError:
        return
    native = _queue.SimpleQueue
    if queue.SimpleQueue is not native:
        return
    native_get = native.get
    native_empty = native.empty
    class SimpleQueue(native):
        __slots__ = ('_code', '_lasti')
        __doc__ = native.__doc__

        def __new__(cls, *args, **options):
            self = native.__new__(cls, *args, **options)
            remember_place(self)
            return self

        def get(self, block=True, timeout=None):
            if not block or not native_empty(self):
                try:
                    return native_get(self, block, timeout)
                except BaseException as error:
                    hide(error)
                    raise
            told = None
            try:
                told = teller.me()
                number = objects.number_of(self, told, 'SimpleQueue')
                limit = INFINITY if timeout is None else timeout_ms(timeout)
                teller.block_begins(told, number, GET, monotonic_ns(), limit, NAN)
            except Exception:
                told = None
            result = RAISED
            is_deaf = False
            try:
                # Interrupted just when its time is over, it would wait for ever: of Python's errors the one that asking
                # for stacks would bring out.
                is_deaf = timeout is not None and told is teller.main and not_interrupted()
                item = native_get(self, block, timeout)
                result = OK
                return item
            except BaseException as error:
                if type(error) is _queue.Empty:
                    result = TIMED_OUT
                hide(error)
                raise
            finally:
                if is_deaf:
                    interrupted_again()
                if told is not None:
                    teller.block_ends(told, number, result, monotonic_ns(), NAN)

        def __dir__(self):
            return dir(native())

    SimpleQueue.__module__ = '_queue'
    SimpleQueue.__qualname__ = 'SimpleQueue'
    _queue.SimpleQueue = queue.SimpleQueue = SimpleQueue
