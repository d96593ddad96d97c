"""The workers of `concurrent.futures`, and the task that each one runs."""

from time import monotonic_ns

from . import wire
from .places import describe_callable, inner_files
from .weave import After, Before, weave
from .wire import record


class PoolHooks:
    def __init__(self, teller):
        self._teller = teller

    def task_begins(self, item):
        try:
            function = getattr(item, 'fn', None)
            if function is None:
                function = getattr(item, 'task', (None,))[0]
            text = {'name': describe_callable(function)}
            teller = self._teller
            teller.tell(teller.me(), record(wire.TASK_BEGINS, 0, 0, monotonic_ns(), (), text))
        except Exception:
            pass

    def task_ends(self):
        try:
            teller = self._teller
            teller.tell(teller.me(), record(wire.TASK_ENDS, 0, 0, monotonic_ns()))
        except Exception:
            pass

    def weave_workers(self, module):
        inner_files.add(module.__file__)
        weave(
            module._worker,
            self,
            Before('work_item.run(', 'tv.task_begins(work_item)'),
            After('work_item.run(', 'tv.task_ends()'),
        )
