"""
Runs a program that would not find the probe by itself: with `-E`, `-I` or `-S` Python does not look at PYTHONPATH. Its
first argument is the program's file; the program finds everything as if Python had been given that file.
"""

import sys


def _enter(folder):
    writes_none = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    sys.path.insert(0, folder)
    try:
        from thread_view_entry import enter

        enter(folder)
    except Exception:
        # The program runs on, untold.
        pass
    sys.dont_write_bytecode = writes_none
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)


def _run():
    # Its own names, for those of this module are about to become the program's.
    import os
    import sys
    from importlib.machinery import SourceFileLoader

    own = os.path.dirname(os.path.abspath(__file__))
    del sys.argv[0]
    file = sys.argv[0]
    original = getattr(sys, 'orig_argv', None)
    if original is not None and __file__ in original:
        original.remove(__file__)
    # Python put the folder of this file where that of the program's belongs.
    if sys.path and os.path.abspath(sys.path[0]) == own:
        sys.path[0] = os.path.dirname(os.path.abspath(file))
    _enter(own)
    with open(file, 'rb') as opened:
        source = opened.read()
    names = sys.modules['__main__'].__dict__
    builtins = names['__builtins__']
    say_nothing = _say_nothing
    names.clear()
    names.update(
        __name__='__main__',
        __doc__=None,
        __package__=None,
        __loader__=SourceFileLoader('__main__', file),
        __spec__=None,
        __builtins__=builtins,
        __file__=os.path.abspath(file) if sys.version_info >= (3, 9) else file,
        __cached__=None,
    )
    if sys.version_info < (3, 14):
        names['__annotations__'] = {}
    try:
        exec(compile(source, names['__file__'], 'exec', dont_inherit=True), names)
    except SystemExit:
        raise
    except BaseException as error:
        # Without the line above, which is none of the program's.
        trace = error.__traceback__.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.excepthook = say_nothing
        raise


def _say_nothing(kind, error, trace):
    pass


_run()
