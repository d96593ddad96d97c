"""Sees modules of the standard library being imported, and is gone when there is nothing left to see."""

import sys

from .places import is_library


class _Finder:
    def __init__(self, hooks, done):
        self._hooks = hooks
        self._done = done

    def find_spec(self, name, path=None, target=None):
        hook = self._hooks.get(name)
        if hook is None:
            return None
        for finder in list(sys.meta_path):
            if finder is self or not hasattr(finder, 'find_spec'):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                # A module of the program's that bears the name is none of ours.
                if hasattr(spec.loader, 'exec_module') and is_library(spec.origin or ''):
                    spec.loader = _Loader(self, name, spec.loader, hook)
                return spec
        return None

    def seen(self, name):
        self._hooks.pop(name, None)
        if not self._hooks and self in sys.meta_path:
            sys.meta_path.remove(self)

    def done(self):
        self._done()


class _Loader:
    """Loads a module as its own loader would, whose name it then bears, and hands it to the hook."""

    def __init__(self, finder, name, loader, hook):
        self._finder = finder
        self._name = name
        self._loader = loader
        self._hook = hook

    def create_module(self, spec):
        create = getattr(self._loader, 'create_module', None)
        return None if create is None else create(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._finder.seen(self._name)
        try:
            self._hook(module)
            self._finder.done()
        except Exception:
            pass

    def __getattr__(self, name):
        return getattr(self._loader, name)


def when_imported(hooks, done):
    """Calls each hook with its module, at once where that is there already, and each time `done` after it."""
    left = {}
    for name, hook in hooks.items():
        module = sys.modules.get(name)
        if module is None:
            left[name] = hook
        else:
            try:
                hook(module)
                done()
            except Exception:
                pass
    if left:
        sys.meta_path.insert(0, _Finder(left, done))
