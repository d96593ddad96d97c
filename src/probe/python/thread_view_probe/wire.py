"""
Frames and records as src/protocol/wire.ts describes them. That both sides say the same is tested by the vectors in
test/protocol/wireVectors.json.
"""

from _struct import Struct

FRAME_MAGIC = 0x32575654
SEGMENT_MAGIC = 0x32535654
FRAME_HEADER_BYTES = 24
SEGMENT_HEADER_BYTES = 16
SEGMENT_BYTES = 256 * 1024
MAX_RECORD_BYTES = 65_528

HELLO = 1
CODE_BEGINS = 4
UNCAUGHT = 6
EXIT = 7
EXIT_CALLED = 9
CHILD_SPAWNED = 11
LOST = 80
VITALS = 96
SPEAKS = 112
THREAD_MADE = 113
THREAD_STARTED = 114
THREAD_BEGAN = 115
THREAD_RETURNED = 116
SYNC_MADE = 117
BLOCK_BEGINS = 118
BLOCK_ENDS = 119
TALLY = 120
TASK_BEGINS = 121
TASK_ENDS = 122
FORKED = 123
CHILD_ENDED = 124
BLIND_SPOT = 125
PYTHON_BEGINS = 126
THREAD_SHAPE = 127
PLACE = 128

FRAME_HEADER = Struct('<IIII')
SEGMENT_HEADER = Struct('<IIII')
SEGMENT_COUNT = Struct('<II')
RECORDS = [Struct('<BBHId' + 'd' * fields) for fields in range(9)]
# A frame of one record, and one in which it is said first who speaks: what is told most is packed by one call.
FRAMES = [Struct('<IIIId' + 'BBHId' + 'd' * fields) for fields in range(4)]
FRAMES_WITH_SPEAKER = [Struct('<IIIId' + 'BBHId' + 'BBHId' + 'd' * fields) for fields in range(4)]

_ESCAPES = {'"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t'}


def quote(text):
    """As JSON has it, with what is beyond ASCII as escapes. In most texts there is nothing to escape."""
    if type(text) is not str:
        text = str.__str__(text)
    if text.isascii() and text.isprintable() and '"' not in text and '\\' not in text:
        return '"' + text + '"'
    out = []
    for character in text:
        code = ord(character)
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif 0x20 <= code < 0x7F:
            out.append(character)
        elif code < 0x10000:
            out.append('\\u%04x' % code)
        else:
            code -= 0x10000
            out.append('\\u%04x\\u%04x' % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
    return '"' + ''.join(out) + '"'


def encode_json(value):
    """Of the few shapes that the probe tells. Numbers that are not finite are not among them."""
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return '{' + ','.join(quote(key) + ':' + encode_json(each) for key, each in value.items()) + '}'
    return '[' + ','.join(encode_json(each) for each in value) + ']'


# In a field: what is not known.
NAN = float('nan')


def padded(encoded):
    """As a record has it: its size is a multiple of eight."""
    return encoded.ljust((len(encoded) + 7) & ~7)


def frame_key(token):
    return int(token[:8], 16)


def record(kind, detail, ident, time_ns, fields=(), text=None):
    """One record. `text` is a value to be told as JSON; what is too long is told without its longest parts."""
    count = len(fields)
    head = 16 + count * 8
    if text is None:
        return RECORDS[count].pack(kind, detail, head, ident & 0xFFFFFFFF, time_ns, *fields)
    encoded = encode_json(text).encode('ascii')
    limit = 8192
    while len(encoded) > MAX_RECORD_BYTES - head and limit >= 16:
        encoded = encode_json(_shortened(text, limit)).encode('ascii')
        limit //= 4
    if len(encoded) > MAX_RECORD_BYTES - head:
        encoded = b'{}'
    encoded = padded(encoded)
    packed = RECORDS[count].pack(kind, detail, head + len(encoded), ident & 0xFFFFFFFF, time_ns, *fields)
    return packed + encoded


def _shortened(value, limit):
    if isinstance(value, str):
        return value if len(value) <= limit else value[:limit] + '\u2026'
    if isinstance(value, dict):
        return {key: _shortened(each, limit) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shortened(each, limit) for each in value]
    return value
