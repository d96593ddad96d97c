"""Places in the program's source, and what things are called there."""

import os
import sys
from _functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType

# The names of the interpreter's instructions, and the number of the one that only fills space.
_instructions, _filler = sys.modules[__package__].instructions

# Of the standard library, the files whose frames stand between the program and what it asks for.
inner_files = set()
_cwd = os.getcwd()
_places = {}
_MOST_PLACES = 4096
_MOST_FRAMES = 64


def outer_frame(frame):
    """The first frame from here outwards that is the program's and not the library's own."""
    while frame is not None and frame.f_code.co_filename in inner_files:
        frame = frame.f_back
    return frame


_library = os.path.dirname(os.__file__) + os.sep


def program_frame(frame):
    """The first frame from here outwards that is none of the standard library's at all; the nearest, if all are."""
    nearest = found = outer_frame(frame)
    while found is not None and is_library(found.f_code.co_filename):
        found = found.f_back
    return nearest if found is None else found


def is_library(file):
    return file.startswith(('<frozen', _library)) and 'site-packages' not in file


# By file: whether it is the program's.
_is_programs = {}
_own = os.path.dirname(__file__) + os.sep


def caller(frame):
    """
    The first frame from here outwards that is neither the standard library's nor the probe's; None where there is none,
    as in a pool's thread that waits for a task.
    """
    left = _MOST_FRAMES
    while frame is not None and left:
        file = frame.f_code.co_filename
        is_programs = _is_programs.get(file)
        if is_programs is None:
            if len(_is_programs) > _MOST_PLACES:
                _is_programs.clear()
            is_programs = _is_programs[file] = not is_library(file) and not file.startswith(_own)
        if is_programs:
            return frame
        frame = frame.f_back
        left -= 1
    return None


def place_of(frame):
    """The place where a frame is, or None."""
    return None if frame is None else place_in(frame.f_code, frame.f_lasti)


def place_in(code, instruction):
    key = (code, instruction)
    place = _places.get(key)
    if place is None:
        if len(_places) > _MOST_PLACES:
            _places.clear()
        line, column = _position(code, instruction)
        name = code.co_filename
        if not name.startswith('<'):
            name = os.path.join(_cwd, name)
        place = _places[key] = {'file': name, 'line': line, 'column': column}
    return place


def _position(code, instruction):
    positions = getattr(code, 'co_positions', None)
    if positions is not None:
        for index, (line, _, column, _) in enumerate(positions()):
            if index == instruction >> 1 and line is not None:
                return line, 1 if column is None else column + 1
    line = code.co_firstlineno
    starts = getattr(code, 'co_lines', None)
    if starts is not None:
        for start, end, number in starts():
            if start <= instruction < end and number is not None:
                return number, 1
        return line, 1
    table = code.co_lnotab
    address = 0
    for step, growth in zip(table[0::2], table[1::2]):
        address += step
        if address > instruction:
            break
        line += growth - 256 if growth >= 128 else growth
    return line, 1


def name_given(code, instruction):
    """
    What the program calls the value of the call at that instruction: the name that is stored to next, or None. The
    numbers of instructions differ from one Python to the next; the interpreter's own table tells them.
    """
    try:
        names = _instructions
        width = 2
        bytes_of_code = code.co_code
        caches = _filler
        at = instruction + width
        while at < len(bytes_of_code) and bytes_of_code[at] == caches:
            at += width
        extended = 0
        while names[bytes_of_code[at]] == 'EXTENDED_ARG':
            extended = (extended | bytes_of_code[at + 1]) << 8
            at += width
        name = names[bytes_of_code[at]]
        argument = bytes_of_code[at + 1] | extended
        if name in ('STORE_NAME', 'STORE_GLOBAL'):
            return code.co_names[argument]
        if name == 'STORE_FAST' or name == 'STORE_DEREF':
            return _local_name(code, argument, name == 'STORE_DEREF')
        if name.startswith('LOAD_') or name == 'COPY' or name == 'DUP_TOP':
            return _attribute_after(code, bytes_of_code, names, caches, at)
    except Exception:
        pass
    return None


def _local_name(code, argument, is_cell):
    if not is_cell:
        return code.co_varnames[argument]
    if sys.version_info >= (3, 11):
        names = code.co_varnames + tuple(
            each for each in code.co_cellvars if each not in code.co_varnames
        )
        return (names + code.co_freevars)[argument]
    return (code.co_cellvars + code.co_freevars)[argument]


def _attribute_after(code, bytes_of_code, names, caches, at):
    """`self.name = Lock()`: the object is loaded between the call and the store."""
    at += 2
    while at < len(bytes_of_code) and bytes_of_code[at] == caches:
        at += 2
    if names[bytes_of_code[at]] == 'STORE_ATTR':
        return code.co_names[bytes_of_code[at + 1]]
    return None


def code_or_name(function):
    """What stands for a function without keeping it, or what it closes over, alive."""
    inner = function.__func__ if type(function) is MethodType else function
    return inner.__code__ if type(inner) is FunctionType else sys.intern(describe_callable(function))


def describe_callable(value):
    """
    The qualified name of a function or class, else the name of its type. Never its repr, and nothing that would run
    code of the program's.
    """
    kind = type(value)
    if kind is MethodType:
        return '%s.%s' % (type(value.__self__).__name__, describe_callable(value.__func__).rpartition('.')[2])
    if kind is FunctionType or kind is BuiltinFunctionType or kind is type:
        return str(value.__qualname__)
    if kind.__name__ == BuiltinFunctionType.__name__:
        # The probe's own stand-in for one.
        return str(value.__name__)
    if kind is partial:
        return 'partial(%s)' % describe_callable(value.func)
    return kind.__name__
