"""Threads of the `threading` module: made, started, begun, returned, joined; and conditions that are waited on."""

import sys
from _thread import get_ident
from _weakref import ref
from time import monotonic_ns

from . import wire
from .frames import is_foreign
from .places import caller, inner_files, outer_frame
from .sync import ALL_DONE, EXIT, GET, INFINITY, JOIN, OK, PUT, RAISED, RESULT, TIMED_OUT, WAIT, timeout_ms
from .teller import LONG_NS, THREAD
from .weave import After, Around, AroundStatement, AroundTry, Before, First, Last, weave
from .wire import NAN, padded, quote, record

_getframe = sys._getframe
# Of more characters than this, a name may be too long for a record.
_LONG_NAME = 1024
# Queues last; futures come by the thousand, and each is awaited once.
_OFTEN = (GET, PUT, ALL_DONE)


class ThreadHooks:
    """
    What is called from inside `threading`. One per process. Keyed by the addresses of `Thread` objects, for a
    subclass may compare and hash as it likes; an entry goes when its thread ends.
    """

    def __init__(self, teller, objects):
        self._teller = teller
        self._objects = objects
        self._threads = {}
        self._wakers = {}
        # What is waited for on a condition by which code, where that is asked often: it takes looking into frames.
        self._waited = {}
        self._kinds = {}
        self._start_code = None

    def forget(self):
        """In the child of a fork, where only the thread that forked is left."""
        self._threads = {}
        self._wakers = {}
        self._waited = {}

    # Threads

    def made(self, thread):
        try:
            teller = self._teller
            told = self._threads[id(thread)] = teller.new_thread()
            me = teller.me()
            frame = _outside_of_init(_getframe(1), thread)
            shape = teller.shape_number(
                type(thread).__name__, frame, thread._target, thread._args, thread._kwargs
            )
            name = told.name = thread._name
            number, fields = told.number, (shape, 0.0)
            if len(name) < _LONG_NAME:
                text = padded(quote(name).encode('ascii'))
                teller.event(me, wire.THREAD_MADE, thread._daemonic, number, monotonic_ns(), fields, text, True)
            else:
                packed = record(wire.THREAD_MADE, thread._daemonic, number, monotonic_ns(), fields, name)
                teller.tell(me, packed, True)
        except BaseException as error:
            if is_foreign(error):
                raise

    def starting(self, thread):
        try:
            told = self._threads.get(id(thread))
            if told is None or told.begun_ns:
                return
            teller = self._teller
            frame = outer_frame(_getframe(1))
            place = 0 if frame is None else teller.place_number(frame.f_code, frame.f_lasti)
            daemon = 1 if thread._daemonic else 0
            name = thread._name
            me = teller.me()
            if name == told.name:
                teller.event(me, wire.THREAD_STARTED, daemon, told.number, monotonic_ns(), (place,), b'', True)
            else:
                told.name = name
                packed = record(
                    wire.THREAD_STARTED, daemon, told.number, monotonic_ns(), (place,), {'name': name}
                )
                teller.tell(me, packed, True)
        except BaseException as error:
            if is_foreign(error):
                raise

    def began(self, thread):
        try:
            told = self._threads.get(id(thread))
            if told is None:
                told = self._threads[id(thread)] = self._teller.new_thread()
            name = thread._name
            self._teller.began(told, THREAD, None if name == told.name else name)
        except BaseException as error:
            if is_foreign(error):
                raise

    def returned(self, thread):
        self._ended(thread, None)

    def raised(self, thread):
        self._ended(thread, sys.exc_info())

    def _ended(self, thread, failure):
        try:
            told = self._threads.pop(id(thread), None)
            if told is None:
                return
            detail = 0
            if failure is not None:
                kind, error, trace = failure
                # `sys.exit` in a thread ends that thread, and nothing else.
                detail = 2 if issubclass(kind, SystemExit) else 1
                if detail == 1:
                    self._teller.uncaught(told, error, trace)
            self._teller.ended(told, detail)
        except BaseException as error:
            if is_foreign(error):
                raise

    # Waits

    def join_begins(self, thread, timeout):
        try:
            told = self._threads.get(id(thread))
            me = self._teller.me()
            if told is None or told.has_ended or not told.begun_ns or told is me:
                return
            if timeout is not None and timeout <= 0:
                return
            self._teller.block_begins(
                me, told.number, JOIN, monotonic_ns(), timeout_ms(timeout), float(told.number)
            )
        except BaseException as error:
            if is_foreign(error):
                raise

    def join_ends(self, thread):
        try:
            me = self._teller.me()
            if not me.waits or me.waits[-1][0] != JOIN:
                return
            _, number, before, _ = me.waits[-1]
            is_over = id(thread) not in self._threads
            result = OK if is_over else _failed(before) or TIMED_OUT
            self._teller.block_ends(me, number, result, monotonic_ns(), float(number) if is_over else NAN)
        except BaseException as error:
            if is_foreign(error):
                raise

    def exit_begins(self):
        """The main thread's code is over; it waits for the threads that are no daemons."""
        try:
            if any(told.begun_ns and not told.has_ended for told in list(self._threads.values())):
                me = self._teller.me()
                self._teller.block_begins(me, 0, EXIT, monotonic_ns(), INFINITY, NAN)
        except BaseException as error:
            if is_foreign(error):
                raise

    def exit_ends(self):
        try:
            me = self._teller.me()
            if me.waits and me.waits[-1][0] == EXIT:
                self._teller.block_ends(me, 0, OK, monotonic_ns(), NAN)
        except BaseException as error:
            if is_foreign(error):
                raise

    def wait_begins(self, condition, waiter, timeout):
        try:
            if timeout is None:
                timeout = INFINITY
            elif timeout <= 0:
                return
            else:
                timeout = timeout_ms(timeout)
            try:
                frame = _getframe(2)
                known = self._waited.get((id(condition), id(frame.f_code)))
            except ValueError:
                # A thread that does nothing else.
                frame = known = None
            me = self._teller.me()
            if known is None or known[0]() is not condition:
                known = self._learn_wait(condition, frame, me)
                if known is None:
                    return
            now_ns = monotonic_ns()
            has_lines = self._teller.block_begins(me, known[1], known[2], now_ns, timeout, NAN)
            # Who wakes whom is known by the lock that they share. As long as nobody did: from when on to look for the line.
            self._wakers[id(waiter)] = 0 if has_lines else now_ns + LONG_NS
        except BaseException as error:
            if is_foreign(error):
                raise

    def _learn_wait(self, condition, frame, me):
        """What is waited for by that frame, which waits on the condition: that one, or what was made around it."""
        thing, kind, verb = condition, None, WAIT
        caller = None if frame is None else frame.f_code
        while frame is not None:
            found = self._kinds.get(id(frame.f_code))
            if found is None:
                if frame.f_code is self._start_code:
                    # A thread that starts another waits for it to be there: what it costs to start one.
                    return None
                break
            thing = frame.f_locals.get('self', thing)
            kind, verb = found
            frame = frame.f_back
        number = self._objects.number_of(thing, me, kind or type(thing).__name__)
        if verb not in _OFTEN:
            return None, number, verb
        waited = self._waited
        key = (id(condition), id(caller))

        def gone(reference):
            entry = waited.get(key)
            if entry is not None and entry[0] is reference:
                del waited[key]

        known = waited[key] = (ref(condition, gone), number, verb)
        return known

    def notified(self, waiter):
        """Never an entry that nobody takes away: only whoever told of the wait has one."""
        lines_from_ns = self._wakers.get(id(waiter))
        if type(lines_from_ns) is int:
            frame = caller(_getframe(1)) if not lines_from_ns or monotonic_ns() >= lines_from_ns else None
            code, instruction = (None, 0) if frame is None else (frame.f_code, frame.f_lasti)
            self._wakers[id(waiter)] = (get_ident(), code, instruction)

    def wait_ended(self, waiter, got_it):
        try:
            key = id(waiter)
            if key not in self._wakers:
                return
            waker = self._wakers.pop(key)
            teller = self._teller
            me = teller.me()
            if not me.waits:
                return
            _, number, before, _ = me.waits[-1]
            if got_it:
                ident, code, instruction = waker if type(waker) is tuple else (None, None, 0)
                teller.block_ends(me, number, OK, monotonic_ns(), teller.number_of(ident), code, instruction)
            else:
                teller.block_ends(me, number, _failed(before) or TIMED_OUT, monotonic_ns(), NAN)
        except BaseException as error:
            if is_foreign(error):
                raise

    # Putting them in

    def weave_threading(self, threading):
        """The names of what could not be woven."""
        inner_files.add(threading.__file__)
        thread, condition = threading.Thread, threading.Condition
        missing = []

        def must(name, function, *steps):
            if not weave(function, self, *steps):
                missing.append(name)

        must('Thread()', thread.__init__, Last('tv.made(self)'))
        must('Thread.start', thread.start, First('tv.starting(self)'))
        must(
            'Thread.run',
            thread._bootstrap_inner,
            Before('self._started.set()', 'tv.began(self)'),
            After('self.run()', 'tv.returned(self)'),
            Before('self._invoke_excepthook(self)', 'tv.raised(self)'),
        )
        must(
            'Thread.join',
            thread.join,
            AroundStatement(
                ('if timeout is None:', 'self._handle.join('),
                'tv.join_begins(self, timeout)',
                'tv.join_ends(self)',
            ),
        )
        must('exit', threading._shutdown, Around('tv.exit_begins()', 'tv.exit_ends()'))
        must(
            'Condition.wait',
            condition.wait,
            AroundTry('tv.wait_begins(self, waiter, timeout)', 'tv.wait_ended(waiter, gotit)'),
        )
        must('Condition.notify', condition.notify, Before('waiter.release()', 'tv.notified(waiter)'))
        self._start_code = thread.start.__code__
        for function, kind in (
            (condition.wait_for, 'Condition'),
            (threading.Event.wait, 'Event'),
            (threading.Semaphore.acquire, None),
            (threading.Barrier.wait, 'Barrier'),
            (threading.Barrier._enter, 'Barrier'),
            (threading.Barrier._wait, 'Barrier'),
        ):
            self._kinds[id(function.__code__)] = (kind, WAIT)
        return missing

    def learn_queue(self, module):
        inner_files.add(module.__file__)
        self._kinds[id(module.Queue.get.__code__)] = (None, GET)
        self._kinds[id(module.Queue.put.__code__)] = (None, PUT)
        self._kinds[id(module.Queue.join.__code__)] = (None, ALL_DONE)

    def learn_futures(self, base):
        inner_files.add(base.__file__)
        self._kinds[id(base.Future.result.__code__)] = ('Future', RESULT)
        self._kinds[id(base.Future.exception.__code__)] = ('Future', RESULT)


def _failed(before):
    """RAISED when an exception is on its way that was not when the wait began, else None."""
    return RAISED if id(sys.exc_info()[1]) != before else None


def _outside_of_init(frame, thread):
    """The line that made a thread, and not that of its class's `__init__`, which called on."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename not in inner_files:
            if code.co_name != '__init__' or not code.co_varnames or frame.f_locals.get(code.co_varnames[0]) is not thread:
                return frame
        frame = frame.f_back
    return None
