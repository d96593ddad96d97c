"""
Stand-ins for the runtime's locks. What they do while nobody waits is the price that every program pays: a try, the
owner, a count. Only who finds a lock taken tells anything.
"""

import _thread
import sys
from _functools import partial
from _thread import get_ident
from _weakref import ref
from time import monotonic_ns

from .builtins_ import builtin_function_or_method, stand_in
from .frames import hide, is_foreign
from .places import caller, inner_files, is_library
from .sync import ACQUIRE, OK, RAISED, TIMED_OUT, timeout_ms
from .wire import NAN

_native_lock = _thread.allocate_lock
_native_rlock = _thread.RLock
_thread_lock = type(_native_lock())
_native_rlock_new = _native_rlock.__new__
_rlock_acquire = _native_rlock.acquire
_getframe = sys._getframe
# From Python 3.13 on the type is the factory.
_is_constructible = sys.version_info >= (3, 13)
_not_blocking = (False,)
inner_files.add(__file__)


def _wait(lock, kind, acquire, blocking, timeout):
    """Somebody else has it. Only what the runtime's own `acquire` raises is raised here."""
    try:
        told, number, is_watched = _begin(lock, kind, timeout)
    except BaseException as error:
        if is_foreign(error):
            hide(error)
            raise
        return acquire(blocking, timeout)
    result = RAISED
    got = False
    try:
        try:
            (got,) = map(acquire, (blocking,), (timeout,))
            result = OK if got else TIMED_OUT
        finally:
            try:
                _end(lock, told, number, result, is_watched)
            except BaseException as error:
                if is_foreign(error):
                    raise
        return got
    except BaseException as error:
        _undo(lock, got, error)
        raise


def _undo(lock, got, error):
    """
    A signal's handler raised while a `with` got its lock. The runtime's own has it or has it not, and so must this: `got`
    says which, for what C code takes out of an iterator is in its variable before a handler can run.
    """
    if got:
        lock.release()
    hide(error)


def _begin(lock, kind, timeout):
    hooks = _context
    told = hooks.teller.me()
    number = hooks.objects.number_of(lock, told, kind)
    if not lock._contended:
        lock._let_go = None
        lock._waiting = 0
    lock._contended += 1
    owner = hooks.teller.number_of(lock._owner)
    has_lines = hooks.teller.block_begins(told, number, ACQUIRE, monotonic_ns(), timeout_ms(timeout), owner)
    is_watched = has_lines and kind == 'Lock'
    if is_watched:
        lock._waiting += 1
        if lock._waiting == 1:
            _watch(lock)
    return told, number, is_watched


def _end(lock, told, number, result, is_watched):
    teller = _context.teller
    waker, code, instruction = NAN, None, 0
    if result == OK:
        # Whoever had it last let go of it, where nobody noted that.
        waker = teller.number_of(lock._owner)
        let_go = lock._let_go
        if let_go is not None and let_go[0] == lock._count:
            _, ident, code, instruction = let_go
            waker = teller.number_of(ident)
        lock._owner = get_ident()
        lock._count += 1
    teller.block_ends(told, number, result, monotonic_ns(), waker, code, instruction)
    if is_watched:
        lock._waiting -= 1
        if lock._waiting <= 0:
            _watch_no_more(lock)


def _watch(lock):
    """
    Until nobody waits, whoever calls `release` notes on which line. A `with` does not: a signal's handler may raise where
    a function of Python's begins, and its lock would stay taken.
    """
    lock.release = stand_in(lock._native.release, partial(_release, lock))


def _watch_no_more(lock):
    native = lock._native
    lock._let_go = None
    lock._waiting = 0
    lock.release = native.release


def _release(lock, *_):
    try:
        try:
            frame = caller(_getframe(1))
            if frame is not None:
                # With a count, by which one knows whether others had it in between.
                lock._let_go = (lock._count, get_ident(), frame.f_code, frame.f_lasti)
        finally:
            lock._native.release()
    except BaseException as error:
        hide(error)
        raise


def remember_place(lock):
    """The line of the program that makes it, through whatever the library makes it in."""
    frame = _getframe(1)
    inside = None
    while frame is not None and frame.f_code.co_filename in inner_files:
        inside = frame.f_code
        frame = frame.f_back
    _remember(lock, frame, inside)


def _remember(lock, frame, inside):
    if frame is None:
        lock._code = None
        lock._lasti = 0
        return
    code = lock._code = frame.f_code
    lock._lasti = frame.f_lasti
    # The library's own, and those inside of its queues and events, tell only when they are waited for.
    if (inside is None or inside.co_name in _factories) and len(_first) < _MOST_TALLIED:
        if not is_library(code.co_filename):
            _first.append(ref(lock))


# The first locks that the program makes: of them it is told in the end how often they were had, waited for or not.
_first = []
_MOST_TALLIED = 1000
_factories = frozenset(('RLock', '__new__', '__call__', 'make_lock', 'remember_place'))
_import_system = sys.modules['_frozen_importlib'].__dict__


class _LockType(type):
    """
    Of a lock, `with` finds the runtime's own `__exit__` in a slot, which saves calling a function of Python's; who asks
    the class for it and calls it, like `contextlib.ExitStack`, gets one.
    """

    @property
    def __exit__(cls):
        return _exit


def _exit(self, kind, error, trace):
    self.release()


_exit.__name__ = '__exit__'
_exit.__qualname__ = 'lock.__exit__'
_LockType.__name__ = _LockType.__qualname__ = 'type'
_LockType.__module__ = 'builtins'


class lock(metaclass=_LockType):
    """`_thread.lock`, which no class of Python can be derived from."""

    __slots__ = (
        '_native',
        '_try',
        '_owner',
        '_count',
        '_contended',
        # Only of one that was waited for: how many do now whose lines are told; who let go of it last, and where.
        '_waiting',
        '_let_go',
        '_code',
        '_lasti',
        # The runtime's own, bound to the lock inside: nothing of Python's is called to let go of one.
        'release',
        '__exit__',
        'locked',
        '_is_owned',
        '__weakref__',
    )

    if _is_constructible:

        def __new__(cls):
            return make_lock()

    else:

        def __new__(cls, *args, **options):
            raise TypeError("cannot create '_thread.lock' instances")

    def __enter__(self):
        got = False
        try:
            (got,) = map(self._try, _not_blocking)
            if got:
                self._owner = get_ident()
                self._count += 1
                return True
        except BaseException as error:
            _undo(self, got, error)
            raise
        return _wait(self, 'Lock', self._try, True, -1)

    def acquire(self, blocking=True, timeout=-1):
        if timeout == -1:
            if self._try(False):
                self._owner = get_ident()
                self._count += 1
                return True
            if not blocking:
                return False
        elif not blocking or not self.locked():
            return _native_acquire(self, self._try, blocking, timeout)
        return _wait(self, 'Lock', self._try, blocking, timeout)

    acquire_lock = acquire
    release_lock = property(lambda self: self.release)
    locked_lock = property(lambda self: self.locked)

    def __repr__(self):
        state = 'locked' if self.locked() else 'unlocked'
        return '<%s _thread.lock object at %s>' % (state, _address(self))

    def __reduce_ex__(self, protocol):
        return _refuse(self._native, protocol)

    def __init_subclass__(cls, **options):
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    def __dir__(self):
        return dir(self._native)

    if hasattr(_native_lock(), '_at_fork_reinit'):

        def _at_fork_reinit(self):
            self._native._at_fork_reinit()
            self._owner = 0


class RLock(_native_rlock):
    """`_thread.RLock`. Its reentrance is the runtime's own."""

    __slots__ = ('_owner', '_count', '_contended', '_waiting', '_let_go', '_code', '_lasti')

    def __new__(cls, *args, **options):
        if _getframe(1).f_globals is _import_system:
            return _native_rlock(*args, **options)
        self = _native_rlock_new(cls, *args, **options)
        self._owner = self._count = self._contended = 0
        remember_place(self)
        return self

    def __init__(self, *args, **options):
        pass

    def __enter__(self):
        got = False
        try:
            (got,) = map(_rlock_acquire, (self,), _not_blocking)
            if got:
                self._owner = get_ident()
                self._count += 1
                return True
        except BaseException as error:
            _undo(self, got, error)
            raise
        return _wait(self, 'RLock', _rlock_acquire.__get__(self), True, -1)

    def acquire(self, blocking=True, timeout=-1):
        if timeout == -1:
            if _rlock_acquire(self, False):
                self._owner = get_ident()
                self._count += 1
                return True
            if not blocking:
                return False
        elif not blocking:
            return _native_acquire(self, _rlock_acquire.__get__(self), blocking, timeout)
        elif _rlock_acquire(self, False):
            _rlock_release(self)
            return _native_acquire(self, _rlock_acquire.__get__(self), blocking, timeout)
        return _wait(self, 'RLock', _rlock_acquire.__get__(self), blocking, timeout)

    def __repr__(self):
        return _native_rlock.__repr__(self).replace(' RLock object', ' _thread.RLock object', 1)

    def __reduce_ex__(self, protocol):
        return _refuse(_native_rlock(), protocol)

    def __dir__(self):
        return dir(_native_rlock())


_rlock_release = _native_rlock.release


def _native_acquire(lock, acquire, blocking, timeout):
    try:
        got = acquire(blocking, timeout)
    except BaseException as error:
        hide(error)
        raise
    if got:
        lock._owner = get_ident()
        lock._count += 1
    return got


def _refuse(native, protocol):
    try:
        return native.__reduce_ex__(protocol)
    except BaseException as error:
        hide(error)
        raise


def _address(thing):
    return '0x%012x' % id(thing) if sys.platform == 'win32' else hex(id(thing))


class _Context:
    teller = None
    objects = None
    # The code of `Thread.__init__`.
    thread_init = None


_context = _Context()


_object_new = object.__new__


def make_lock():
    """
    For who called what calls this. The runtime asks for locks of its own, too: the import system, which may be in the
    middle of what the probe is called from, and a thread that is made, for the event by which it tells its starter
    that it is there. Those it gets.
    """
    inside = None
    try:
        frame = _getframe(2)
    except ValueError:
        # A thread that runs nothing but this.
        frame = None
    thread_init = _context.thread_init
    while frame is not None:
        code = frame.f_code
        if code.co_filename not in inner_files:
            break
        if code is thread_init:
            return _native_lock()
        inside = code
        frame = frame.f_back
    if inside is None and frame is not None and frame.f_globals is _import_system:
        return _native_lock()
    self = _object_new(lock)
    native = self._native = _native_lock()
    self._try = native.acquire
    self._owner = self._count = self._contended = 0
    self.release = native.release
    # See `_watch`.
    self.__exit__ = native.__exit__
    # A condition asks whether its lock is held, by trying to take it where the lock cannot tell.
    self.locked = self._is_owned = native.locked
    _remember(self, frame, inside)
    return self


class _LockFactory(builtin_function_or_method):
    """`_thread.allocate_lock`."""

    __slots__ = ()

    def __call__(self):
        return make_lock()


_LockFactory.__module__ = builtin_function_or_method.__module__


def tallies():
    """The locks that are there of the first that were made, and were used."""
    found = [reference() for reference in list(_first)]
    return [each for each in found if each is not None and getattr(each, '_count', 0) > 0]


def install_locks(teller, objects):
    """From here on `_thread` makes locks that tell. Those that are there already stay what they are."""
    _context.teller = teller
    _context.objects = objects
    for own, original in ((lock, _thread_lock), (RLock, _native_rlock)):
        own.__module__ = '_thread'
        own.__qualname__ = own.__name__
        own.__doc__ = original.__doc__
    _thread.RLock = RLock
    _thread.LockType = lock
    if hasattr(_thread, 'lock'):
        _thread.lock = lock
    _thread.allocate_lock = _thread.allocate = _LockFactory(_native_lock, None)


def know_thread_init(code):
    _context.thread_init = code


def native_locks():
    """The runtime's own, for the inside of the standard library."""
    return _native_lock, _native_rlock

