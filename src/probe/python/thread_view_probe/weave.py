"""
Puts calls of the probe into functions of the standard library, between their own lines. The function stays the
object that it is; its code is compiled anew from its source, with the same names, lines and file, so that no
traceback and no stack shows a frame or a line that was not there before.
"""

import os
from types import CodeType

# Stands in the woven source where the hooks are: a constant that is replaced once the code is compiled.
_MARK = 'thread-view-hooks'
_ONLY_AST = 0x400
_sources = {}
_kept = None


class Before:
    """Before each statement whose line begins so."""

    def __init__(self, start, hook):
        self.start = start
        self.hook = hook


class After(Before):
    """After each such statement."""


class First:
    """Before everything that the function does."""

    def __init__(self, hook):
        self.hook = hook


class Last(First):
    """When the function falls off its end."""


class Around:
    """Before everything, and when the function is left in whatever way."""

    def __init__(self, hook, end_hook):
        self.hook = hook
        self.end_hook = end_hook


class AroundStatement:
    """Before the first top-level statement whose line begins with one of these, and when it is over in whatever way."""

    def __init__(self, starts, hook, end_hook):
        self.starts = starts
        self.hook = hook
        self.end_hook = end_hook


class AroundTry:
    """Before its last `try`, and first thing in that one's `finally`."""

    def __init__(self, hook, end_hook):
        self.hook = hook
        self.end_hook = end_hook


def weave(function, hooks, *steps):
    """
    False, with the function as it was, when its source is not to be had or does not look as expected. In a hook's
    text `tv` stands for the hooks.
    """
    try:
        woven = _woven(function, hooks, steps)
    except Exception:
        return False
    if woven is None:
        return False
    function.__code__ = woven
    return True


def keep_woven(kept):
    """What is compiled from here on is had from the last start, or saved for the next by `save_woven`."""
    global _kept
    _kept = kept


def save_woven():
    for source in _sources.values():
        source.save()
    # The lines of a file are needed no more, once the functions in it are woven.
    _sources.clear()


class _Source:
    """A file of the standard library, and what was made of it before."""

    def __init__(self, file):
        self._file = file
        self._name = file.replace('\\', '/').rpartition('/')[2].rpartition('.')[0]
        self._lines = None
        self._is_new = False
        self._woven = {}
        if _kept is not None:
            status = os.stat(file)
            # Of several Pythons, each has its own.
            self._name += '-%x-%x' % (status.st_mtime_ns, status.st_size)
            self._woven = _kept.load(self._name, file) or {}

    @property
    def lines(self):
        if self._lines is None:
            with open(self._file, encoding='utf-8') as opened:
                self._lines = opened.read().splitlines(True)
        return self._lines

    def woven(self, code, owner, steps):
        """None when it cannot be woven."""
        key = '%s.%s:%d' % (owner, code.co_name, code.co_firstlineno)
        found = self._woven.get(key)
        if found is None:
            found = _compiled(code, owner, steps, self.lines)
            if found is not None and _kept is not None:
                self._woven[key] = found
                self._is_new = True
        return found

    def save(self):
        if self._is_new:
            _kept.save(self._name, self._woven, self._file)


def _woven(function, hooks, steps):
    code = function.__code__
    source = _sources.get(code.co_filename)
    if source is None:
        source = _sources[code.co_filename] = _Source(code.co_filename)
    owner = function.__qualname__.rpartition('.')[0]
    inner = source.woven(code, owner, steps)
    if inner is None or inner.co_freevars != code.co_freevars:
        return None
    changes = {'co_consts': tuple([hooks if each == _MARK and type(each) is str else each for each in inner.co_consts])}
    if not owner and hasattr(code, 'co_qualname'):
        changes['co_qualname'] = code.co_qualname
    return inner.replace(**changes)


def _compiled(code, owner, steps, lines):
    first = code.co_firstlineno - 1
    text = _block(lines, first)
    # In a class, for names that begin with two underscores mean something else there.
    head = 'class %s:\n' % (owner or '_')
    if not text[:1].isspace():
        text = ''.join(' ' + line for line in text.splitlines(True))
    if first < 1:
        return None
    tree = compile('\n' * (first - 1) + head + text, code.co_filename, 'exec', _ONLY_AST)
    defined = tree.body[0].body[0]
    done = [_apply(step, defined, lines) for step in steps]
    if not all(done):
        return None
    compiled = compile(tree, code.co_filename, 'exec', dont_inherit=True)
    return _code_named(_code_named(compiled, owner or '_'), code.co_name)


def _block(lines, first):
    """The lines of the function that begins there."""
    depth = len(lines[first]) - len(lines[first].lstrip())
    end = first + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and not line.lstrip().startswith('#') and len(line) - len(line.lstrip()) <= depth:
            # The end of a signature that is written over several lines.
            if line.lstrip()[0] != ')':
                break
        end += 1
    return ''.join(lines[first:end])


def _code_named(code, name):
    for each in code.co_consts:
        if isinstance(each, CodeType) and each.co_name == name:
            return each
    raise LookupError(name)


def _body_start(defined):
    first = defined.body[0]
    is_docstring = (
        type(first).__name__ == 'Expr'
        and type(first.value).__name__ in ('Constant', 'Str')
        and isinstance(getattr(first.value, 'value', getattr(first.value, 's', None)), str)
    )
    return 1 if is_docstring else 0


def _apply(step, defined, lines):
    kind = type(step)
    if kind is First:
        at = _body_start(defined)
        defined.body[at:at] = _statements(step.hook, defined.body[min(at, len(defined.body) - 1)])
        return True
    if kind is Last:
        defined.body.extend(_statements(step.hook, defined.body[-1]))
        return True
    if kind is Around:
        at = _body_start(defined)
        rest = defined.body[at:]
        (woven,) = _statements('try:\n pass\nfinally:\n ' + step.end_hook, rest[0])
        woven.body = rest
        defined.body[at:] = _statements(step.hook, rest[0]) + [woven]
        return True
    if kind is AroundTry:
        for at in range(len(defined.body) - 1, -1, -1):
            statement = defined.body[at]
            if type(statement).__name__ == 'Try' and statement.finalbody:
                statement.finalbody[0:0] = _statements(step.end_hook, statement.finalbody[0])
                defined.body[at:at] = _statements(step.hook, statement)
                return True
        return False
    if kind is AroundStatement:
        for at, statement in enumerate(defined.body):
            if lines[statement.lineno - 1].strip().startswith(step.starts):
                (woven,) = _statements('try:\n pass\nfinally:\n ' + step.end_hook, statement)
                woven.body = [statement]
                defined.body[at : at + 1] = _statements(step.hook, statement) + [woven]
                return True
        return False
    return _apply_to_lines(step, defined, lines) > 0


def _apply_to_lines(step, node, lines):
    count = 0
    for field in ('body', 'orelse', 'finalbody', 'handlers'):
        statements = getattr(node, field, None)
        if not isinstance(statements, list):
            continue
        at = 0
        while at < len(statements):
            statement = statements[at]
            # A hook has the line of the statement that it stands at, and is not that statement.
            is_code = field != 'handlers' and not getattr(statement, 'is_hook', False)
            if is_code and lines[statement.lineno - 1].strip().startswith(step.start):
                new = _statements(step.hook, statement)
                place = at + 1 if type(step) is After else at
                statements[place:place] = new
                at += len(new)
                count += 1
            else:
                count += _apply_to_lines(step, statement, lines)
            at += 1
    return count


def _statements(text, near):
    tree = compile(text.replace('tv.', repr(_MARK) + '.'), '<hooks>', 'exec', _ONLY_AST)
    for statement in tree.body:
        statement.is_hook = True
        _move(statement, near)
    return tree.body


def _move(node, near):
    """A hook has the place of the statement that it stands at."""
    if hasattr(node, 'lineno'):
        for name in ('lineno', 'col_offset', 'end_lineno', 'end_col_offset'):
            setattr(node, name, getattr(near, name))
    for name in node._fields:
        value = getattr(node, name, None)
        for each in value if isinstance(value, list) else [value]:
            if hasattr(each, '_fields'):
                _move(each, near)

