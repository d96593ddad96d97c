"""
Brings the probe into this process, for both of its ways in: `sitecustomize.py` and `launch.py`. Most of what starting
it takes is compiling, and finding its files one by one, so what was compiled is kept in one file for the next start:
beside the probe, where Python keeps what it compiles, too, or in the user's folder for such things where nobody may
write there. Never among the program's files or Python's.
"""

import marshal
import os
import sys
from time import monotonic_ns

_PACKAGE = 'thread_view_probe'
# Each after those that it imports.
_MODULES = (
    'wire',
    'endpoint',
    'frames',
    'places',
    'builtins_',
    'stream',
    'sync',
    'locks',
    'imports',
    'isolation',
    'weave',
    'children',
    'teller',
    'pools',
    'stack_requests',
    'raw',
    'sleeps',
    'threads',
    'install',
)
_OWN_FOLDER = 'thread-view'


def enter(folder):
    """`folder` is that of the probe. Throws nothing, and leaves nothing behind that a program would stumble over."""
    since_ns = monotonic_ns()
    modules = sys.modules
    try:
        if sys.version_info >= (3, 8) and sys.implementation.name == 'cpython':
            kept = Kept(folder)
            _load(folder, kept).install(kept, since_ns)
    except Exception:
        # The program runs on, untold.
        pass
    for name in [name for name in modules if name.partition('.')[0] in (_PACKAGE, __name__)]:
        del modules[name]


class Kept:
    """What was compiled before, by this Python or one whose code is the same. Whatever fails, there is nothing kept."""

    def __init__(self, folder):
        self._folder = folder
        tag = sys.implementation.cache_tag
        self._suffix = '.%s-%d.kept' % (tag, sys.flags.optimize)
        # Of the sources, since something else may lie there tomorrow.
        own = [os.path.abspath(__file__)] + [_file(folder, name) for name in _MODULES]
        magic = sys.modules['_frozen_importlib_external'].MAGIC_NUMBER
        self._stamp = [magic, tag, sys.flags.optimize, [_identity(file) for file in own]]

    def load(self, name, source=None):
        """What was saved under that name, and made of this source, or None."""
        head = self._head(source)
        for folder in self._folders():
            try:
                with open(os.path.join(folder, name + self._suffix), 'rb') as opened:
                    # In a folder that others may write to, somebody could have put it there.
                    if hasattr(os, 'getuid') and os.fstat(opened.fileno()).st_uid not in (os.getuid(), self._owner()):
                        continue
                    content = opened.read()
            except OSError:
                continue
            if content.startswith(head):
                try:
                    return marshal.loads(memoryview(content)[len(head) :])
                except (EOFError, ValueError, TypeError):
                    continue
        return None

    def save(self, name, value, source=None):
        try:
            content = self._head(source) + marshal.dumps(value)
        except (OSError, ValueError):
            return
        for folder in self._folders():
            part = os.path.join(folder, '%s.%d.part' % (name, os.getpid()))
            try:
                if not os.path.isdir(folder):
                    os.makedirs(folder)
                descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_BINARY', 0), 0o644)
                with open(descriptor, 'wb') as opened:
                    opened.write(content)
                os.replace(part, os.path.join(folder, name + self._suffix))
                return
            except OSError:
                try:
                    os.unlink(part)
                except OSError:
                    pass

    def _head(self, source):
        """Differs whenever what is kept is of no use any more."""
        stamp = marshal.dumps(self._stamp if source is None else self._stamp + [_identity(source)])
        return b'%d:%s' % (len(stamp), stamp)

    def _owner(self):
        return os.stat(self._folder).st_uid

    def _folders(self):
        yield os.path.join(self._folder, '__pycache__')
        home = os.path.expanduser('~')
        if os.name == 'nt':
            users = os.environ.get('LOCALAPPDATA')
        elif sys.platform == 'darwin':
            users = os.path.join(home, 'Library', 'Caches')
        else:
            users = os.environ.get('XDG_CACHE_HOME') or os.path.join(home, '.cache')
        if users and os.path.isabs(users):
            yield os.path.join(users, _OWN_FOLDER)


def _load(folder, kept):
    """The probe's modules, by their names, as the import system would have made them."""
    whole = kept.load('probe')
    if whole is None:
        whole = _compiled(folder)
        kept.save('probe', whole)
    codes, instructions = whole
    modules = sys.modules
    package = modules[_PACKAGE] = type(sys)(_PACKAGE)
    package.__path__ = [os.path.join(folder, _PACKAGE)]
    package.__package__ = _PACKAGE
    package.instructions = instructions
    for name, code in codes:
        full = _PACKAGE + '.' + name
        module = modules[full] = type(sys)(full)
        module.__file__ = code.co_filename
        module.__package__ = _PACKAGE
        exec(code, module.__dict__)
        setattr(package, name, module)
    return package.install


def _compiled(folder):
    codes = []
    for name in _MODULES:
        file = _file(folder, name)
        with open(file, 'rb') as opened:
            codes.append((name, compile(opened.read(), file, 'exec', dont_inherit=True)))
    return codes, _instructions()


def _instructions():
    """
    The names of the interpreter's instructions by their numbers, and the number of the one that only fills space. Not
    asked for later: what is called from inside the program must not import, for that takes locks.
    """
    is_there = 'opcode' in sys.modules
    import opcode

    if not is_there:
        del sys.modules['opcode']
    return list(opcode.opname), opcode.opmap.get('CACHE', -1)


def _file(folder, name):
    return os.path.join(folder, _PACKAGE, name + '.py')


def _identity(file):
    status = os.stat(file)
    return file, status.st_mtime_ns, status.st_size
