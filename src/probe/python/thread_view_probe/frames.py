"""
Takes the probe's own frames out of the tracebacks of what passes through them. A frame that an exception leaves is
put into its traceback when it has left it, where the function itself can do nothing about it any more. So for the
next few steps of the thread a profile function stands by: that of the program is never touched, and where it has
one, the frames stay.
"""

import gc
import sys

_folder = __file__.rpartition('/')[0] or __file__.rpartition('\\')[0]


def is_own(code):
    return code.co_filename.startswith(_folder)


def is_foreign(error):
    """Whether it was raised by something else than the probe: a signal handler that ran in the middle of it."""
    if not isinstance(error, Exception):
        return True
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step is None or not is_own(step.tb_frame.f_code)


def hide(error):
    """To be called in an `except` that raises again, or before raising: the frames of the probe are left out."""
    try:
        if sys.getprofile() is None:
            sys.setprofile(_Hiding(error).step)
    except Exception:
        pass


class _Hiding:
    def __init__(self, error):
        self._error = error
        self._left = 64

    def step(self, frame, event, arg):
        if is_own(frame.f_code):
            return
        try:
            self._left -= 1
            if self._unlink(event == 'return' and frame.f_back is None) or self._left <= 0:
                sys.setprofile(None)
        except Exception:
            sys.setprofile(None)

    def _unlink(self, is_last):
        """True when there is nothing left to take out."""
        head = self._error.__traceback__
        if head is None:
            return False
        if not is_own(head.tb_frame.f_code):
            _unlink_after(head)
            return True
        if not is_last:
            return False
        # Nobody catches it: what links to it is known to the interpreter alone, and found among all objects.
        while head is not None and is_own(head.tb_frame.f_code):
            head = _linking_to(head)
        if head is not None:
            _unlink_after(head)
        return True


def _linking_to(step):
    for each in gc.get_referrers(step):
        if type(each) is type(step) and each.tb_next is step:
            return each
    return None


def _unlink_after(step):
    while step is not None:
        following = step.tb_next
        while following is not None and is_own(following.tb_frame.f_code):
            following = following.tb_next
        if following is not step.tb_next:
            step.tb_next = following
        step = following
