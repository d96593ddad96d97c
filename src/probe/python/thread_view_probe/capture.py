"""
Looks at the stacks of this process, and at the variables of a frame, when somebody asks: src/protocol/stackRequests.ts
has the words. Not imported but loaded by `stack_requests.py`, which puts in what it uses of the probe (`encode_json`,
`is_own`, `place_in`), in a signal handler: it imports nothing that is not there anyway, takes no lock and calls nothing
of the program's.
"""

import os
import sys
from itertools import islice
from time import monotonic_ns
from types import FunctionType, ModuleType

_MOST_FRAMES = 200
_MOST_VARIABLES = 200
_MOST_LENGTH = 200
_MOST_ITEMS = 10
_MOST_BITS = 600
_MOST_REQUEST = 1024
_OPTIMIZED = 1
_name_of = type.__dict__['__qualname__'].__get__
_module_of = type.__dict__['__module__'].__get__
# A frame's variables are a copy that is kept with it before 3.13. Who calls these may have it.
_COPYING = frozenset(('locals', 'vars', 'dir', 'eval', 'exec'))
_COPIES = sys.version_info < (3, 13)


def answer(teller, endpoint, pid):
    """Whoever deletes the request answers it."""
    stem = '%s/%d' % (endpoint.folder, pid)
    try:
        descriptor = os.open(stem + '.tvq', os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        request = os.read(descriptor, _MOST_REQUEST).decode('ascii', 'replace')
        os.unlink(stem + '.tvq')
        _write(teller, endpoint, stem, request)
    except OSError:
        # Somebody else's, or there is nobody any more who wants it.
        pass
    finally:
        os.close(descriptor)


def _write(teller, endpoint, stem, request):
    token, _, asked = request.partition('\n')
    words = asked.split(' ')
    if token != endpoint.token or not words[0].isdigit():
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    lines = [token] + [encode_json(each) for each in _answers(teller, words[1:])]
    text = memoryview(('\n'.join(lines) + '\n').encode('ascii'))
    descriptor = os.open('%s-%s.tva' % (stem, words[0]), flags, 0o600)
    try:
        while text:
            text = text[os.write(descriptor, text) :]
    except BaseException:
        # A handler of the program's may have raised.
        os.write(descriptor, text)
        raise
    finally:
        os.close(descriptor)


def _answers(teller, words):
    why = _forbidden()
    try:
        if why is None and words == ['stacks']:
            told, why = _stacks(teller)
            return told + [_end(why)]
        if why is None and words[:1] == ['variables'] and len(words) == 3:
            told, why = _variables(teller, int(words[1]), int(words[2]))
            return told + [_end(why)]
    except Exception as error:
        return [_end('The probe could not look at the stacks: %s' % type(error).__name__)]
    return [_end(why or 'Python does not tell that.')]


def _end(why):
    return {'end': True} if why is None else {'end': True, 'why': why}


def _forbidden():
    """Frames may be read of threads that stand still, as all others do while one has the GIL."""
    gil = getattr(sys, '_is_gil_enabled', None)
    if gil is not None and not gil():
        return 'Without the GIL, the frames of threads that run cannot be read safely.'
    if sys.version_info >= (3, 12):
        for name in ('_interpreters', '_xxsubinterpreters'):
            module = sys.modules.get(name)
            if module is not None and len(module.list_all()) > 1:
                return 'The process has several interpreters, and frames of one with a GIL of its own cannot be read safely.'
    return None


def _stacks(teller):
    now_ns = monotonic_ns()
    looked, strangers = [], 0
    # Steps only, so that no frame is held on to: its variables would live longer than the program expects.
    for ident, frame in sys._current_frames().items():
        told = teller.by_ident.get(ident)
        if told is None:
            strangers += 1
        elif not told.has_ended:
            looked.append((told.number, _steps(frame)))
    frame = None
    answers = [
        {'threadId': number, 'atNs': now_ns, 'frames': _frames(steps), 'moreFrames': more}
        for number, (steps, more) in looked
    ]
    why = None
    if strangers:
        why = '%d threads of the process are not told apart yet: they just begin, or were made by C code.' % strangers
    return answers, why


def _steps(frame):
    steps, more = [], 0
    while frame is not None:
        code = frame.f_code
        if not is_own(code):
            if len(steps) < _MOST_FRAMES:
                steps.append((code, frame.f_lasti))
            else:
                more += 1
        frame = frame.f_back
    return steps, more


def _frames(steps):
    frames = []
    for code, instruction in steps:
        place = place_in(code, instruction)
        name = getattr(code, 'co_qualname', code.co_name)
        frames.append({'name': name, 'file': place['file'], 'line': place['line'], 'column': place['column']})
    return frames


def _variables(teller, number, index):
    now_ns = monotonic_ns()
    for ident, frame in sys._current_frames().items():
        told = teller.by_ident.get(ident)
        if told is None or told.number != number or told.has_ended:
            continue
        steps, more = _steps(frame)
        is_traced = False
        found, left = None, index
        while frame is not None:
            is_traced = is_traced or frame.f_trace is not None
            if not is_own(frame.f_code):
                if left == 0 and found is None:
                    found = frame
                left -= 1
            frame = frame.f_back
        thread = {'threadId': number, 'atNs': now_ns, 'frames': _frames(steps), 'moreFrames': more}
        if found is None:
            return [thread], 'The thread has no such frame any more.'
        thread['scopes'], why = _scopes(found, is_traced)
        return [thread], why
    return [], 'The thread is not there any more.'


def _scopes(frame, is_traced):
    code = frame.f_code
    is_function = code.co_flags & _OPTIMIZED
    if is_function and _COPIES:
        threading = sys.modules.get('threading')
        if is_traced or sys.gettrace() is not None or getattr(threading, '_trace_hook', None) is not None:
            return None, 'A debugger is at work on the variables of this thread.'
        if not _COPYING.isdisjoint(code.co_names):
            return None, 'The function looks at its variables by itself, and would notice.'
    found = frame.f_locals
    if not is_function and type(found) is not dict:
        return None, 'The variables are kept in an object of the program’s own.'
    pairs = list(islice(found.items(), _MOST_VARIABLES))
    if is_function and _COPIES:
        # The copy would keep alive what the program lets go of.
        found.clear()
    closure, local = [], []
    for name, value in pairs:
        if type(name) is str and name != '__builtins__':
            (closure if is_function and name in code.co_freevars else local).append((name, _printed(value)))
    if not is_function:
        return [{'kind': 'module' if found is frame.f_globals else 'class', 'variables': local}], None
    return [{'kind': 'local', 'variables': local}, {'kind': 'closure', 'variables': closure}][: 2 if closure else 1], None


def _printed(value, is_inner=False):
    """Nothing that would run code of the program: of its own classes, the name."""
    kind = type(value)
    if kind is int and value.bit_length() > _MOST_BITS:
        return '<int of %d bits>' % value.bit_length()
    if value is None or kind in (bool, int, float, complex):
        return repr(value)
    if kind in (str, bytes, bytearray):
        most = _MOST_LENGTH // 4 if is_inner else _MOST_LENGTH
        return repr(value[:most]) + ('' if len(value) <= most else '…')
    if kind in (list, tuple, set, frozenset, dict):
        return '<%s of %d>' % (kind.__name__, len(value)) if is_inner else _cut(_printed_items(value, kind))
    if kind is FunctionType:
        return '<function %s>' % value.__qualname__
    if kind is ModuleType:
        return '<module>'
    if kind is type:
        return '<class %s>' % _class_name(value)
    return '<%s>' % _class_name(kind)


def _printed_items(value, kind):
    if not value:
        return '{}' if kind is dict else '()' if kind is tuple else '[]' if kind is list else '%s()' % kind.__name__
    if kind is dict:
        items = list(islice(value.items(), _MOST_ITEMS))
        printed = ['%s: %s' % (_printed(key, True), _printed(each, True)) for key, each in items]
    else:
        printed = [_printed(each, True) for each in list(islice(value, _MOST_ITEMS))]
    size = len(value)
    text = ', '.join(printed) + (', … %d in all' % size if size > len(printed) else '')
    if kind is list:
        return '[' + text + ']'
    if kind is tuple:
        return '(' + text + (',)' if size == 1 else ')')
    return '{' + text + '}' if kind in (dict, set) else 'frozenset({' + text + '})'


def _cut(text):
    return text if len(text) <= _MOST_LENGTH else text[: _MOST_LENGTH - 1] + '…'


def _class_name(kind):
    module, name = _module_of(kind), _name_of(kind)
    return '%s.%s' % (module, name) if type(module) is str and module != 'builtins' else name
