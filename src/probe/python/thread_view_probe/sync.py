"""What threads wait for: locks, conditions, queues and the like get a number when somebody waits for them first."""

from _weakref import ref
from time import monotonic_ns

from . import wire
from .places import name_given, place_in
from .wire import NAN, encode_json, padded, record

INFINITY = float('inf')

# What a thread does with the object while it waits. The order is that of `blockVerbs` in src/protocol/wire.ts.
ACQUIRE, WAIT, GET, PUT, JOIN, SLEEP, RESULT, EXIT, ALL_DONE = range(9)
# How a wait ended: `blockResults` there.
OK, TIMED_OUT, RAISED = range(3)


class SyncObjects:
    """The numbers of objects that were waited for. Holds none of them alive."""

    def __init__(self, teller):
        self._teller = teller
        self._numbers = {}
        self._texts = {}

    def forget(self):
        """In the child of a fork, where nobody has heard of any."""
        self._numbers = {}

    def number_of(self, thing, told, kind=None):
        """The number of an object, which is told with its kind, its name in the code and its line the first time."""
        key = id(thing)
        known = self._numbers.get(key)
        if known is not None and known[1]() is thing:
            return known[0]
        number = self._teller.new_object()
        numbers = self._numbers

        def gone(reference):
            entry = numbers.get(key)
            if entry is not None and entry[1] is reference:
                del numbers[key]

        numbers[key] = (number, ref(thing, gone))
        text = self._text_of(thing, kind)
        self._teller.event(told, wire.SYNC_MADE, 0, number, monotonic_ns(), (), text, True)
        return number

    def _text_of(self, thing, kind):
        """What is told of all objects of one line: a line may make a million."""
        lock = lock_inside(thing)
        code = getattr(lock, '_code', None)
        instruction = 0 if code is None else lock._lasti
        kind = kind or _kind_of(thing)
        key = (kind, id(code), instruction)
        known = self._texts.get(key)
        if known is None:
            text = {'kind': kind, 'name': None, 'at': None}
            if code is not None:
                text['at'] = place_in(code, instruction)
                text['name'] = name_given(code, instruction)
            # With the code, so that no other gets its address.
            known = self._texts[key] = (code, padded(encode_json(text).encode('ascii')))
        return known[1]

    def tally(self, lock, told):
        """How often a lock was had so far, and waited for."""
        number = self.number_of(lock, told)
        fields = (float(lock._count), float(lock._contended))
        self._teller.tell(told, record(wire.TALLY, 0, number, monotonic_ns(), fields))


def lock_inside(thing):
    """The lock that an object was made around, for that one knows the line."""
    for _ in range(4):
        if hasattr(thing, '_code') and hasattr(thing, '_lasti'):
            return thing
        inner = getattr(thing, '__dict__', {})
        thing = inner.get('mutex') or inner.get('_cond') or inner.get('_condition') or inner.get('_lock')
        if thing is None:
            return None
    return None


def timeout_ms(timeout):
    try:
        return INFINITY if timeout is None or timeout < 0 else timeout * 1e3
    except Exception:
        return NAN



def _kind_of(thing):
    name = type(thing).__name__
    return 'Lock' if name == 'lock' else name
