"""
Threads that are made below `threading`. What runs in the new thread is the program's function, called by C alone:
an iterator takes the probe's turn before it and after it, and no frame of the probe is below it.
"""

import _thread
import sys
from functools import partial
from itertools import starmap
from time import monotonic_ns

from . import wire
from .builtins_ import stand_in
from .frames import hide
from .places import inner_files, outer_frame
from .teller import RAW
from .wire import record


inner_files.add(__file__)


class _Entry(partial):
    """Where the runtime prints what a thread was started with, it prints the program's function."""

    def __repr__(self):
        return repr(self._function)


def watch_raw_threads(teller):
    for name in ('start_new_thread', 'start_new', 'start_joinable_thread'):
        native = getattr(_thread, name, None)
        if native is not None:
            setattr(_thread, name, stand_in(native, _starter(native, teller)))


def _starter(native, teller):
    def start(function, *args, **options):
        entry = None
        try:
            if not _is_threading(function) and callable(function):
                entry = _entry(native, teller, function, args, options)
        except Exception:
            entry = None
        try:
            if entry is None:
                return native(function, *args, **options)
            replaced, left, kept = entry
            return native(replaced, *left, **kept)
        except BaseException as error:
            hide(error)
            raise

    return start


def _entry(native, teller, function, args, options):
    joinable = native.__name__ == 'start_joinable_thread'
    given = () if joinable else args[0]
    named = {} if joinable or len(args) < 2 else args[1]
    if type(given) is not tuple or type(named) is not dict or len(args) > 2:
        return None
    me = teller.me()
    told = teller.new_thread()
    frame = outer_frame(sys._getframe(2))
    shape = teller.shape_number(None, frame, function, given, named)
    now_ns = monotonic_ns()
    teller.tell(me, record(wire.THREAD_MADE, 1, told.number, now_ns, (shape, 0.0)), True)
    place = 0 if frame is None else teller.place_number(frame.f_code, frame.f_lasti)
    teller.tell(me, record(wire.THREAD_STARTED, 1, told.number, now_ns, (place,)), True)
    target = partial(function, **named) if named else function

    def begins(arguments):
        try:
            _local.last = _Last(teller, told)
            teller.began(told, RAW, None)
        except Exception:
            pass
        return arguments

    entry = _Entry(next, starmap(target, map(begins, (given,))))
    entry._function = function
    return entry, (() if joinable else ((),)), (options if joinable else {})


class _Last:
    """Dies with its thread, by whatever way that ends, and so tells its end."""

    def __init__(self, teller, told):
        self._teller = teller
        self._told = told

    def __del__(self):
        try:
            if not self._told.has_ended and self._told.ident == _thread.get_ident():
                self._teller.ended(self._told, 0)
        except Exception:
            pass


_local = _thread._local()


def _is_threading(function):
    """`threading` tells of its own threads."""
    owner = getattr(function, '__self__', None)
    module = sys.modules.get('threading')
    return (
        module is not None
        and owner is not None
        and getattr(function, '__name__', '') in ('_bootstrap', '_bootstrap_inner')
        and isinstance(owner, module.Thread)
    )
