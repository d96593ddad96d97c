"""Tells from a command whether the Python that it starts would find the probe."""

import os
import sys

# Options with which Python does not look at PYTHONPATH, or for `sitecustomize`; what follows others of one letter.
_ISOLATING = 'EIS'
_WITH_VALUE = 'WX'
_WITH_CODE = 'cm'


def isolating_option(command):
    """The option that keeps the probe out of the Python that this command starts, or None. `command` as `Popen` has it."""
    words = command.split() if type(command) is str else command
    if type(words) not in (list, tuple) or not words:
        return None
    words = [os.fsdecode(word) if type(word) is bytes else word for word in words]
    if not _is_python(words[0]):
        return None
    skips = False
    for word in words[1:]:
        if skips:
            skips = False
            continue
        # Here begins what is the program's: its file, or no option of one letter.
        if type(word) is not str or word[:1] != '-' or word[:2] == '--' or word == '-':
            return None
        for at, letter in enumerate(word[1:], 2):
            if letter in _ISOLATING:
                return '-' + letter
            if letter in _WITH_CODE:
                return None
            if letter in _WITH_VALUE:
                skips = at == len(word)
                break
    return None


def _is_python(program):
    if type(program) is not str:
        return False
    if program == sys.executable:
        return True
    name = os.path.basename(program).lower()
    if name.endswith('.exe'):
        name = name[:-4]
    return name.startswith('python') and name[6:].replace('.', '').isdigit() or name in ('python', 'pythonw')
