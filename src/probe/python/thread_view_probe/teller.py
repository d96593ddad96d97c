"""Which thread is which, and what is told of them: the one place that everything else tells through."""

import os
import sys
import time
from _thread import get_ident
from itertools import count
from sys import exc_info
from time import monotonic_ns

from . import wire
from .frames import is_own
from .places import caller, code_or_name, describe_callable, place_in
from .stream import ProcessStream
from .wire import BLOCK_BEGINS, BLOCK_ENDS, NAN, THREAD_BEGAN, THREAD_RETURNED, record

get_native_id = getattr(__import__('_thread'), 'get_native_id', lambda: 0)
_VITALS_EVERY_NS = 250_000_000
# What a record costs its thread: seeing the event, reading the clock, packing, and writing. Measuring it
# each time would double it.
_RECORD_NS = 1200
# What kinds of threads there are: `pythonThreadKinds` in src/protocol/words.ts.
THREAD, RAW, DUMMY = range(3)
_MOST_FRAMES = 100
_MOST_ARGUMENTS = 16
# Code that is made at run time can have ever new lines.
_MOST_PLACES = 4096
_getframe = sys._getframe
# Lines cost a tenth of a wait. So they are told of so many in a row, and of one more for so long that there was none; and
# when a wait is over that lasted as long.
_BURST = 32
LONG_NS = 1_000_000
_NEVER_NS = 1 << 63


class Told:
    """What the probe knows of one thread. `number` is its id in what is told; 0 is the main thread."""

    name = None
    ident = 0
    has_ended = False
    is_stranger = False
    # The waits that it is in: a wait on a condition may have to wait for its lock inside.
    waits = ()
    records = 0
    next_vitals_ns = 0
    begun_ns = 0
    # By when the lines told of its waits are paid for.
    paid_ns = 0
    # When it was about to start a process.
    spawns_ns = 0

    def __init__(self, number):
        # The rest is set when it is needed: most threads of a program that makes thousands do little.
        self.number = number


class Teller:
    """One per process; a fork makes it begin anew. Never throws."""

    def __init__(self, endpoint, loading_since_ns, capture_signal=0):
        self._endpoint = endpoint
        self._capture_signal = capture_signal
        self._loading_since_ns = loading_since_ns
        self._loading_ns = 0
        # Called now and then.
        self.on_vitals = int
        self.begin(None)

    def begin(self, forked_from):
        """Begins a stream, in a new process or in the child of a fork."""
        now_ns = monotonic_ns()
        pid = os.getpid()
        self._numbers = count(1)
        self._objects = count(1)
        self._place_numbers = count(1)
        self._shape_numbers = count(1)
        self._places = {}
        self._shapes = {}
        main = Told(0)
        main.ident = get_ident()
        main.next_vitals_ns = now_ns + _VITALS_EVERY_NS
        self.main = main
        self.by_ident = {main.ident: main}
        unique = '%x' % (now_ns & 0xFFFFFFFFFFFFFF)
        self.stream = ProcessStream(self._endpoint, '%d-0-%s' % (pid, unique))
        boot_ns = now_ns if forked_from is not None else max(0, now_ns - time.process_time_ns())
        main.begun_ns = boot_ns
        self.tell(main, record(wire.HELLO, 0, 0, now_ns, (), self._hello(pid, boot_ns, now_ns)), True)
        self.tell(main, record(wire.PYTHON_BEGINS, 0, 0, now_ns, (), _interpreter(main.ident)), True)

    def code_begins(self):
        now_ns = monotonic_ns()
        self._loading_ns = now_ns - self._loading_since_ns
        self.tell(self.main, record(wire.CODE_BEGINS, 0, 0, now_ns, (NAN,)), True)

    @property
    def is_open(self):
        return self.stream.is_open

    def new_thread(self):
        return Told(next(self._numbers))

    def new_object(self):
        return next(self._objects)

    def me(self):
        """The calling thread; one that nobody told of was made in C and called in."""
        told = self.by_ident.get(get_ident())
        return self._stranger() if told is None else told

    def number_of(self, ident):
        """As a field: not a number where no thread of that ident is known."""
        told = self.by_ident.get(ident)
        return NAN if told is None else float(told.number)

    def began(self, told, kind, name):
        """The calling thread begins, and is that one. `name` is told where it is not that of its making."""
        now_ns = monotonic_ns()
        told.ident = ident = get_ident()
        told.begun_ns = now_ns
        told.next_vitals_ns = now_ns + _VITALS_EVERY_NS
        before = self.by_ident.get(ident)
        if before is not None and before.is_stranger and not before.has_ended:
            # It told of something before it began: a debugger's code runs there first.
            self.ended(before, 0)
        self.by_ident[ident] = told
        if name is None:
            self.stream.event(told.number, THREAD_BEGAN, kind, get_native_id(), now_ns, (ident,), b'', True)
        else:
            self.tell(told, record(wire.THREAD_BEGAN, kind, get_native_id(), now_ns, (ident,), {'name': name}), True)

    def ended(self, told, detail):
        now_ns = monotonic_ns()
        if now_ns - told.begun_ns > _VITALS_EVERY_NS:
            self.tell_vitals(told, now_ns)
        told.has_ended = True
        self.stream.event(told.number, THREAD_RETURNED, detail, 0, now_ns, (), b'', True)

    def event(self, told, kind, detail, ident, now_ns, fields=(), text=b'', is_lifecycle=False):
        """What is told often. `text` is padded, and of a size that fits."""
        told.records += 1
        self.stream.event(told.number, kind, detail, ident, now_ns, fields, text, is_lifecycle)

    def tell(self, told, packed, is_lifecycle=False):
        told.records += 1
        self.stream.tell(told.number, packed, is_lifecycle)

    def block_begins(self, told, number, verb, now_ns, timeout_ms, owner):
        """True when its lines are told: now that of the program's call that this is in."""
        paid_ns = told.paid_ns
        has_lines = paid_ns - now_ns <= (_BURST - 1) * LONG_NS
        place = 0
        if has_lines:
            told.paid_ns = (paid_ns if paid_ns > now_ns else now_ns) + LONG_NS
            place = self._place_of(_getframe(1))
        waits = told.waits
        if not waits:
            waits = told.waits = []
        waits.append((verb, number, id(exc_info()[1]), _NEVER_NS if has_lines else now_ns + LONG_NS))
        told.records += 2
        self.stream.event(told.number, BLOCK_BEGINS, verb, number, now_ns, (timeout_ms, owner, place))
        return has_lines

    def block_ends(self, told, number, result, now_ns, waker, code=None, instruction=0):
        """`code` and `instruction`: the call that ended it."""
        place = 0
        ended_at = 0 if code is None else self.place_number(code, instruction)
        waits = told.waits
        if waits and waits[-1][1] == number:
            if now_ns >= waits.pop()[3]:
                place = self._place_of(_getframe(1))
        self.stream.event(told.number, BLOCK_ENDS, result, number, now_ns, (waker, ended_at, place))
        if now_ns >= told.next_vitals_ns:
            self.tell_vitals(told, now_ns)

    def _place_of(self, frame):
        frame = caller(frame)
        return 0 if frame is None else self.place_number(frame.f_code, frame.f_lasti)

    def place_number(self, code, instruction):
        """The number of a place, which is told the first time; 0 (none) when there are too many."""
        key = (id(code), instruction)
        known = self._places.get(key)
        if known is None:
            if len(self._places) >= _MOST_PLACES:
                return 0
            number = next(self._place_numbers)
            # With the code, so that no other gets its address.
            known = self._places[key] = (number, code)
            self.tell(
                self.main, record(wire.PLACE, 0, number, monotonic_ns(), (), place_in(code, instruction)), True
            )
        return known[0]

    def shape_number(self, of, frame, target, args, kwargs):
        """
        The number of what the threads of one line have in common, which is told the first time. `of` is the class, or
        None for a thread that is made below `threading`.
        """
        code, instruction = (frame.f_code, frame.f_lasti) if frame is not None else (None, 0)
        function = code_or_name(target)
        types = tuple([type(each).__name__ for each in args[:_MOST_ARGUMENTS]]) if args else ()
        names = tuple([(name, type(each).__name__) for name, each in kwargs.items()]) if kwargs else ()
        key = (id(code), instruction, of, id(function), types, names, len(args))
        known = self._shapes.get(key)
        if known is None:
            text = {
                'kind': 'raw' if of is None else 'Thread',
                'class': of,
                'at': None if code is None else place_in(code, instruction),
                'target': None if target is None else describe_callable(target),
                'args': types,
                'argCount': len(args),
                'kwargs': [(str(name), each) for name, each in names[:_MOST_ARGUMENTS]],
            }
            number = next(self._shape_numbers)
            # With what the key names by its address, so that nothing else gets that.
            known = self._shapes[key] = (number, code, function)
            self.tell(self.main, record(wire.THREAD_SHAPE, 0, number, monotonic_ns(), (), text), True)
        return known[0]

    def tell_vitals(self, told, now_ns):
        told.next_vitals_ns = now_ns + _VITALS_EVERY_NS
        self.on_vitals()
        cpu_ns = NAN
        if told.ident == get_ident():
            cpu_ns = float(time.thread_time_ns())
        own_ns = float(told.records * _RECORD_NS + (self._loading_ns if told is self.main else 0))
        fields = (cpu_ns, NAN, NAN, NAN, NAN, own_ns, NAN, NAN)
        self.tell(told, record(wire.VITALS, 0, 0, now_ns, fields))

    def uncaught(self, told, error, trace):
        text = {
            'name': type(error).__name__,
            'message': _message(error),
            'stack': _stack(error, trace),
            'origin': 'uncaughtException',
        }
        self.tell(told, record(wire.UNCAUGHT, 0, 0, monotonic_ns(), (), text), True)

    def blind(self, what):
        """What cannot be seen of this process, in the words of a notice."""
        self.tell(self.me(), record(wire.BLIND_SPOT, 0, 0, monotonic_ns(), (), {'what': what}), True)

    def _stranger(self):
        told = self.new_thread()
        told.is_stranger = True
        self.began(told, DUMMY, None)
        return told

    def _hello(self, pid, boot_ns, now_ns):
        return {
            'version': 2,
            'token': self._endpoint.token,
            'runtime': 'python',
            'runtimeVersion': '%d.%d.%d' % sys.version_info[:3],
            'pid': pid,
            'parentPid': os.getppid(),
            'ancestorPid': self._endpoint.ancestor_pid,
            'threadId': 0,
            'isMainThread': True,
            'osThreadId': get_native_id() or None,
            'bootNs': boot_ns,
            'monotonicNs': now_ns,
            'wallMs': time.time_ns() / 1e6,
            'name': None,
            'file': _main_file(),
            'cwd': _cwd(),
            'captureSignal': self._capture_signal,
        }


def _interpreter(ident):
    gil = getattr(sys, '_is_gil_enabled', None)
    return {
        'ident': ident,
        'implementation': sys.implementation.name,
        'hasGil': True if gil is None else bool(gil()),
        'switchMs': sys.getswitchinterval() * 1e3,
    }


def _main_file():
    argv = getattr(sys, 'argv', None) or ['']
    name = argv[0]
    if name in ('', '-c', '-m', '-'):
        # With `-m` the file is not known yet, but its name is.
        original = getattr(sys, 'orig_argv', [])
        if name == '-m' and '-m' in original[:-1]:
            return original[original.index('-m') + 1]
        return None
    try:
        return os.path.abspath(name)
    except Exception:
        return None


def _cwd():
    try:
        return os.getcwd()
    except OSError:
        return None


def _message(error):
    """None where telling it would run code of the program, which may print, block or fail."""
    kind = type(error)
    if type(kind.__str__) is not type(Exception.__str__):
        return ''
    if isinstance(error, SyntaxError):
        return str(error)
    if not all(type(each) in (str, int, float, bool, type(None)) for each in error.args):
        return ''
    return str(error)


def _stack(error, trace):
    """As Python prints it, without the lines of the source."""
    lines = ['Traceback (most recent call last):']
    while trace is not None and len(lines) < _MOST_FRAMES:
        code = trace.tb_frame.f_code
        if not is_own(code):
            lines.append('  File "%s", line %d, in %s' % (code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    message = _message(error)
    name = type(error).__name__
    lines.append(name + ': ' + message if message else name)
    return '\n'.join(lines)
