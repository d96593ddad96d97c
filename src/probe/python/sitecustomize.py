"""
The way in: Python imports the module of this name when it starts, from the first folder of its path that has one.
The probe's folder is put there by PYTHONPATH, which child processes inherit. Whatever module of that name the
program has itself is imported next and takes this one's place.
"""

import sys


def _enter():
    folder = __file__.rpartition('/')[0] or __file__.rpartition('\\')[0]
    # The probe's own files may be kept compiled beside them, whatever holds for the program's.
    writes_none = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    try:
        if folder not in sys.path:
            sys.path.insert(0, folder)
        from thread_view_entry import enter

        enter(folder)
    except Exception:
        # The program runs on, untold.
        pass
    sys.dont_write_bytecode = writes_none
    sys.path[:] = [each for each in sys.path if each != folder]
    sys.path_importer_cache.pop(folder, None)
    sys.modules.pop('sitecustomize', None)


_enter()
# The import system hands out what stands under this name now; that there is nothing it must be told by the error
# that it would have raised.
import sitecustomize  # noqa: E402,F401
