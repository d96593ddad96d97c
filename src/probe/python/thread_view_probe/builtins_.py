"""Stand-ins for functions of the runtime's own that a class does not bind, as a function of Python would be."""

import types

from .places import inner_files


class builtin_function_or_method:
    __slots__ = ('_original', '_call')

    def __init__(self, original, call):
        self._original = original
        self._call = call

    def __call__(self, *args, **options):
        return self._call(*args, **options)

    def __repr__(self):
        return repr(self._original)

    def __reduce_ex__(self, protocol):
        return self._original.__name__

    def __dir__(self):
        return dir(self._original)

    @property
    def __class__(self):
        return types.BuiltinFunctionType

    def __getattr__(self, name):
        return getattr(self._original, name)

    @property
    def __name__(self):
        return self._original.__name__

    @property
    def __doc__(self):
        return self._original.__doc__

    @property
    def __self__(self):
        return self._original.__self__

    @property
    def __text_signature__(self):
        return self._original.__text_signature__


# The frames of a stand-in are the probe's.
inner_files.add(__file__)
# Set from outside, for a class statement must know its own; `repr` of the class is that of the runtime's then, too.
builtin_function_or_method.__module__ = property(lambda self: self._original.__module__)


def stand_in(original, call):
    return builtin_function_or_method(original, call)
