"""Where the probe tells: the environment variable that src/protocol/wire.ts describes."""

import os

VARIABLE = 'THREAD_VIEW_ENDPOINT'
WIRE_VERSION = 2
_HEX = frozenset('0123456789abcdef')


class Endpoint:
    """A run's token, how many bytes may lie unread, the nearest ancestor with a probe (0: none), and the folder."""

    __slots__ = ('token', 'max_lag_bytes', 'ancestor_pid', 'folder')

    def __init__(self, token, max_lag_bytes, ancestor_pid, folder):
        self.token = token
        self.max_lag_bytes = max_lag_bytes
        self.ancestor_pid = ancestor_pid
        self.folder = folder

    def format(self):
        return '%d;%s;%d;%d;%s' % (
            WIRE_VERSION,
            self.token,
            self.max_lag_bytes,
            self.ancestor_pid,
            self.folder,
        )


def parse_endpoint(text):
    """None for anything that an engine of this version did not write."""
    parts = (text or '').split(';', 4)
    if len(parts) != 5 or parts[0] != str(WIRE_VERSION):
        return None
    token, lag, ancestor, folder = parts[1:]
    if len(token) != 32 or not _HEX.issuperset(token):
        return None
    if not _is_number(lag, 15) or not _is_number(ancestor, 10) or folder == '':
        return None
    return Endpoint(token, int(lag), int(ancestor), folder)


def _is_number(text, digits):
    return text.isascii() and text.isdigit() and len(text) <= digits


def read_endpoint():
    return parse_endpoint(os.environ.get(VARIABLE))


def bequeath(endpoint, pid):
    """Child processes find this one's pid as that of their nearest ancestor with a probe."""
    own = Endpoint(endpoint.token, endpoint.max_lag_bytes, pid, endpoint.folder)
    os.environ[VARIABLE] = own.format()
