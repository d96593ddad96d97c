"""The workers of `concurrent.futures`, and the task that each one runs."""

from time import monotonic_ns

from . import wire
from .places import code_or_name, describe_callable, inner_files
from .weave import After, Before, weave
from .wire import encode_json, padded


class PoolHooks:
    def __init__(self, teller):
        self._teller = teller
        self._texts = {}

    def task_begins(self, item):
        try:
            function = getattr(item, 'fn', None)
            if function is None:
                function = getattr(item, 'task', (None,))[0]
            # Most pools run one function a thousand times: it is put into words once.
            stands_for = code_or_name(function)
            known = self._texts.get(id(stands_for))
            if known is None:
                text = encode_json({'name': describe_callable(function)}).encode('ascii')
                known = self._texts[id(stands_for)] = (stands_for, padded(text))
            text = known[1]
            teller = self._teller
            teller.event(teller.me(), wire.TASK_BEGINS, 0, 0, monotonic_ns(), (), text)
        except Exception:
            pass

    def task_ends(self):
        try:
            teller = self._teller
            teller.event(teller.me(), wire.TASK_ENDS, 0, 0, monotonic_ns())
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
