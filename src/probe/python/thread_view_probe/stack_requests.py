"""
How this process is asked for its stacks: by a file and a signal (src/protocol/stackRequests.ts). Nothing runs, and no
thread is there, before. What looks at the stacks is loaded then, from `capture.py`.
"""

import os
import sys
from _thread import get_ident
from time import monotonic_ns

import _signal

from .builtins_ import stand_in
from .frames import hide, is_foreign, is_own
from .places import is_library, place_in
from .weave import First, weave
from .wire import encode_json

# Where nobody handles it, it is nothing: a process that has just become another program is not ended by it. Programs
# that are handed it must cope with its coming for no reason.
SIGNAL = int(_signal.SIGURG) if sys.platform == 'linux' else 0
_STALE_NS = 2_000_000_000
# Seconds.
_HASTE = 1e-4
_OWN_HANDLER = 'The program handles the signal SIGURG itself, by which Thread View asks for stacks.'
_OWN_WAKEUP = 'The program reads which signals come (signal.set_wakeup_fd), and would notice the one that asks for stacks.'


def not_interrupted():
    """
    Keeps the signal from the calling thread, which whoever sends it sees. True when `interrupted_again` has to follow.
    """
    return SIGNAL > 0 and SIGNAL not in _signal.pthread_sigmask(_signal.SIG_BLOCK, (SIGNAL,))


def interrupted_again():
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, (SIGNAL,))


class StackRequests:
    """One per process. Never throws, but what a signal handler of the program raised in the middle of it."""

    def __init__(self, endpoint):
        self._endpoint = endpoint
        self.teller = None
        self._capture = None
        self._busy_ns = 0
        self._is_asked_again = False
        self._interval = None
        # Asyncio is written to when a signal comes; while it closes what is written to, none may come.
        self._is_written = False
        self._is_deaf = False
        # By what keeps the signal from being sent: a sentence.
        self._refusals = {}

    def watch(self):
        """The signal that is listened to; 0 where there is none."""
        try:
            if not SIGNAL or _signal.getsignal(SIGNAL) != _signal.SIG_DFL:
                return 0
            self._native_signal = native = _signal.signal
            self._native_getsignal = _signal.getsignal
            self._native_wakeup = _signal.set_wakeup_fd
            self._handler = self._handles()
            if self._endpoint.ancestor_pid == os.getpid():
                # Of the program that this process was before `exec`.
                self._allow(None)
            native(SIGNAL, self._handler)
        except Exception:
            return 0
        _signal.signal = stand_in(native, self._signal)
        _signal.getsignal = stand_in(self._native_getsignal, self._getsignal)
        _signal.set_wakeup_fd = stand_in(self._native_wakeup, self._set_wakeup_fd)
        module = sys.modules.get('signal')
        if module is not None:
            module.set_wakeup_fd = _signal.set_wakeup_fd
        return SIGNAL

    def forget(self):
        """In the child of a fork: another thread may have been answering."""
        self._busy_ns = 0
        if self._interval is not None:
            sys.setswitchinterval(self._interval)
            self._interval = None
        for what in list(self._refusals):
            self._refuse(what, self._refusals[what])

    def look(self):
        """By a thread that is awake: the main thread may be where it runs no handlers."""
        try:
            if os.access(self._file('.tvq'), os.F_OK):
                self._answer()
        except BaseException as error:
            if is_foreign(error):
                raise

    def _handles(self):
        def asked(number, frame):
            try:
                self._answer()
            except BaseException as error:
                if is_foreign(error):
                    hide(error)
                    raise

        return asked

    def _answer(self):
        now_ns = monotonic_ns()
        if self.teller is None:
            return
        if now_ns - self._busy_ns < _STALE_NS:
            # The answer before this one is there, but what gave it has not returned yet.
            self._is_asked_again = True
            return
        self._busy_ns = now_ns
        self._is_asked_again = False
        try:
            # Each call into the system lets go of the GIL, and among twenty threads that compute it is a tenth of a second
            # until one has it back. A shorter interval than this makes them all fight for the cores.
            interval = sys.getswitchinterval()
            if interval > _HASTE:
                self._interval = interval
                sys.setswitchinterval(_HASTE)
            try:
                capture = self._capture
                if capture is None:
                    capture = self._capture = _load()
                capture(self.teller, self._endpoint, os.getpid())
            finally:
                if self._interval is not None:
                    # Unless the program has set one meanwhile.
                    if abs(sys.getswitchinterval() - _HASTE) < 1e-6:
                        sys.setswitchinterval(interval)
                    self._interval = None
        finally:
            self._busy_ns = 0
        if self._is_asked_again:
            self._answer()

    def weave_loop(self, module):
        weave(module.BaseSelectorEventLoop._close_self_pipe, self, First('tv.pipe_closes()'))

    def pipe_closes(self):
        try:
            if self._is_written and get_ident() == self.teller.main.ident:
                self._is_deaf = not_interrupted()
        except Exception:
            pass

    # What a program asks about signals: of this one, that there is nothing.

    def _signal(self, *args):
        try:
            if len(args) != 2 or args[0] != SIGNAL:
                return self._native_signal(*args)
            handler = args[1]
            if handler == _signal.SIG_DFL:
                before = self._native_signal(SIGNAL, self._handler)
                self._allow('handler')
            else:
                self._refuse('handler', _OWN_HANDLER)
                try:
                    before = self._native_signal(SIGNAL, handler)
                except BaseException:
                    if self._native_getsignal(SIGNAL) is self._handler:
                        self._allow('handler')
                    raise
            return _signal.SIG_DFL if before is self._handler else before
        except BaseException as error:
            hide(error)
            raise

    def _getsignal(self, *args):
        try:
            handler = self._native_getsignal(*args)
            return _signal.SIG_DFL if handler is self._handler else handler
        except BaseException as error:
            hide(error)
            raise

    def _set_wakeup_fd(self, *args, **options):
        is_read = False
        try:
            # Not by asyncio, which takes no notice of signals that nobody asked it for.
            is_read = bool(args) and args[0] != -1 and not is_library(sys._getframe(2).f_code.co_filename)
            if is_read:
                self._refuse('wakeup', _OWN_WAKEUP)
        except Exception:
            pass
        try:
            before = self._native_wakeup(*args, **options)
        except BaseException as error:
            hide(error)
            raise
        if not is_read:
            self._allow('wakeup')
        self._is_written = not is_read and bool(args) and args[0] != -1
        if self._is_deaf:
            self._is_deaf = False
            interrupted_again()
        return before

    def _refuse(self, what, why):
        self._refusals[what] = why
        self._say(why)

    def _allow(self, what):
        if what is None or self._refusals.pop(what, None) is not None:
            if self._refusals:
                self._say(list(self._refusals.values())[0])
            else:
                try:
                    os.unlink(self._file('.tvn'))
                except OSError:
                    pass

    def _say(self, why):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(self._file('.tvn'), flags, 0o600)
            try:
                os.write(descriptor, why.encode('ascii'))
            finally:
                os.close(descriptor)
        except OSError:
            pass

    def _file(self, kind):
        return '%s/%d%s' % (self._endpoint.folder, os.getpid(), kind)


def _load():
    """Without the import system, which may be in the middle of something, and would take locks."""
    file = os.path.dirname(__file__) + os.sep + 'capture.py'
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        source = os.read(descriptor, 1 << 20)
    finally:
        os.close(descriptor)
    names = {
        '__name__': __package__ + '.capture',
        'encode_json': encode_json,
        'is_own': is_own,
        'place_in': place_in,
    }
    exec(compile(source, file, 'exec', dont_inherit=True), names)
    return names['answer']
