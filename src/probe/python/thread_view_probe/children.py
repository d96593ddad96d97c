"""Child processes: forks tell for themselves, what is started otherwise is told of by who starts it."""

import os
import sys
from time import monotonic_ns

from . import wire
from .builtins_ import stand_in
from .endpoint import bequeath
from .isolation import isolating_option
from .places import inner_files, place_of, program_frame
from .weave import After, Before, First, Last, weave
from .wire import NAN, record


class ChildHooks:
    """What is called when processes begin and end. One per process."""

    def __init__(self, teller, endpoint, forget):
        self._teller = teller
        self._endpoint = endpoint
        self._forget = forget
        self._forker = 0
        self._at = None
        self._holds = False
        self.exit_code = None
        self._isolated = set()

    def watch(self):
        if hasattr(os, 'register_at_fork'):
            os.register_at_fork(
                before=self._before_fork,
                after_in_parent=self._after_fork_in_parent,
                after_in_child=self._after_fork,
            )
        native = os._exit

        def _exit(*args, **options):
            try:
                code = args[0] if args else options.get('status')
                if isinstance(code, int):
                    self._exits(code)
            except Exception:
                pass
            native(*args, **options)

        os._exit = stand_in(native, _exit)
        # Where the runtime says that it is from.
        module = sys.modules.get(native.__module__)
        if getattr(module, '_exit', None) is native:
            module._exit = os._exit

    def _before_fork(self):
        try:
            self._forker = self._teller.me().number
            self._at = place_of(program_frame(sys._getframe(1)))
        except Exception:
            self._at = None
        self._holds = self._teller.stream.hold()

    def _after_fork_in_parent(self):
        if self._holds:
            self._holds = False
            self._teller.stream.release()

    def _after_fork(self):
        try:
            teller = self._teller
            parent = self._endpoint.ancestor_pid = os.getppid()
            self._forget()
            self._isolated.clear()
            teller.begin(parent)
            text = {'at': self._at, 'parentPid': parent}
            teller.tell(teller.main, record(wire.FORKED, 0, self._forker, monotonic_ns(), (), text), True)
            teller.code_begins()
            bequeath(self._endpoint, os.getpid())
        except Exception:
            pass

    def _exits(self, code):
        teller = self._teller
        now_ns = monotonic_ns()
        text = {'at': place_of(program_frame(sys._getframe(3))), 'code': code}
        teller.tell(teller.me(), record(wire.EXIT_CALLED, 0, 0, now_ns, (), text), True)
        teller.tell_vitals(teller.main, now_ns)
        teller.tell(teller.main, record(wire.EXIT, 0, code, monotonic_ns(), (NAN,)), True)

    # Called from inside the standard library

    def spawns(self):
        """A child may have begun before whoever starts it comes to say so: this is when it was about to."""
        try:
            self._teller.me().spawns_ns = monotonic_ns()
        except Exception:
            pass

    def spawned(self, process):
        try:
            pid = process.pid
            if isinstance(pid, int):
                at = place_of(program_frame(sys._getframe(1)))
                teller = self._teller
                told = teller.me()
                teller.tell(told, record(wire.CHILD_SPAWNED, 0, pid, told.spawns_ns, (), {'at': at}), True)
                self._look_at(process.args, at)
        except Exception:
            pass

    def spawns_command(self, command):
        try:
            self._look_at(command, place_of(program_frame(sys._getframe(1))))
        except Exception:
            pass

    def _look_at(self, command, at):
        """
        The option is not taken out, nor the probe put in by other arguments: who isolates a Python means it, and the
        command is what others see of a process.
        """
        option = isolating_option(command)
        if option is None or at is None:
            return
        line = '%s:%d' % (os.path.basename(at['file']), at['line'])
        if (line, option) not in self._isolated:
            self._isolated.add((line, option))
            self._teller.blind('the Python that %s starts, for %s keeps the probe out of it' % (line, option))

    def child_ended(self, process):
        try:
            if isinstance(process.pid, int) and isinstance(process.returncode, int):
                teller = self._teller
                fields = (float(process.returncode),)
                teller.tell(
                    teller.me(), record(wire.CHILD_ENDED, 0, process.pid, monotonic_ns(), fields), True
                )
        except Exception:
            pass

    def exits_with(self, code):
        if isinstance(code, int):
            self.exit_code = code

    def weave_subprocess(self, subprocess):
        inner_files.add(subprocess.__file__)
        call = 'self._execute_child(args'
        weave(subprocess.Popen.__init__, self, Before(call, 'tv.spawns()'), After(call, 'tv.spawned(self)'))
        weave(subprocess.Popen._handle_exitstatus, self, Last('tv.child_ended(self)'))

    def weave_spawn_command(self, util):
        weave(util.spawnv_passfds, self, First('tv.spawns_command(args)'))

    def weave_spawn(self, spawn):
        weave(spawn.spawn_main, self, Before('sys.exit(exitcode)', 'tv.exits_with(exitcode)'))
