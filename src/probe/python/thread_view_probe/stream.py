"""The file into which this process tells, as src/protocol/segments.ts describes it."""

import mmap
import os
from _thread import allocate_lock
from _collections import deque
from _functools import partial
from time import monotonic_ns

from .wire import (
    FRAME_HEADER,
    FRAME_HEADER_BYTES,
    FRAME_MAGIC,
    FRAMES,
    FRAMES_WITH_SPEAKER,
    LOST,
    RECORDS,
    SEGMENT_BYTES,
    SEGMENT_COUNT,
    SEGMENT_HEADER,
    SEGMENT_HEADER_BYTES,
    SEGMENT_MAGIC,
    SPEAKS,
    frame_key,
    record,
)

_header = FRAME_HEADER.pack
_count = SEGMENT_COUNT.pack_into
_speaks = RECORDS[0].pack
# By how many fields a record has: how long it is, without a text; how long what its frame holds, and what packs that.
_alone, _with_speaker = [
    [(16 + 8 * fields, each.size - FRAME_HEADER_BYTES, each.pack_into) for fields, each in enumerate(frames)]
    for frames in (FRAMES, FRAMES_WITH_SPEAKER)
]
# While the reader is behind, how many dropped records pass between two looks whether it has caught up.
_RECHECK_EVERY = 256
_MOST_GONE = 8


class ProcessStream:
    """
    Writes the records of all threads of this process into segments that are mapped into memory: what was told is
    there for the reader at once, without a call into the system and without a timer that would flush it, and stays
    there after a SIGKILL. One stream for all, and not one per thread as in Node: with ten thousand short threads
    it is the files that cost.

    A segment's blocks are allocated before it is mapped, so that a full disk is an error here and not a signal
    there. Who finds the stream busy leaves the record to the one who is busy with it: nobody waits, not even a
    signal handler that interrupts its own thread. Never throws. Made at load, lives as long as the process.
    """

    def __init__(self, endpoint, name):
        self._folder = endpoint.folder
        self._name = name
        self._key = frame_key(endpoint.token)
        self._limit = max(128 * 1024, min(SEGMENT_BYTES, endpoint.max_lag_bytes // 8))
        self._lag_segments = max(2, endpoint.max_lag_bytes // self._limit)
        busy = allocate_lock()
        self._take = partial(busy.acquire, False)
        self._give = busy.release
        self._pending = deque()
        self._frame = 0
        self._speaker = 0
        self._segment = 0
        self._oldest = 0
        self._position = SEGMENT_HEADER_BYTES
        self._dropping = False
        self._lost = 0
        # Mappings whose descriptor the program has closed: letting go of them would close another's.
        self._kept = []
        self._map = None
        self._identity = None
        # Something is being dropped, or was and is not told yet; or there is nothing to write to.
        self._is_troubled = not self._open(self._path(0), True)

    @property
    def is_open(self):
        return self._map is not None

    def tell(self, number, told, is_lifecycle=False):
        """Writes a record of the thread of that number; high-rate records are dropped while the reader is behind."""
        if not self._pending and not self._is_troubled and self._take():
            try:
                self._write(number, told)
            finally:
                self._give()
        else:
            self._pending.append((number, told, is_lifecycle))
        if self._pending:
            self._drain()

    def event(self, number, kind, detail, ident, now_ns, fields=(), text=b'', is_lifecycle=False):
        """
        The same for what is told most, in as few steps as there can be: a thread that has just woken does each of them
        with nothing in the processor's caches. At most three fields; `text` is padded.
        """
        if not self._pending and not self._is_troubled and self._take():
            try:
                position = self._position
                is_speaker = number == self._speaker
                size, length, pack_into = (_alone if is_speaker else _with_speaker)[len(fields)]
                if text:
                    size += len(text)
                    length += len(text)
                end = position + FRAME_HEADER_BYTES + length
                if end > self._limit:
                    self._write(number, _packed(kind, detail, ident, now_ns, fields, text))
                else:
                    memory = self._map
                    frame = self._frame
                    if is_speaker:
                        pack_into(
                            memory, position, FRAME_MAGIC, self._key, length, frame, now_ns,
                            kind, detail, size, ident, now_ns, *fields
                        )
                    else:
                        self._speaker = number
                        pack_into(
                            memory, position, FRAME_MAGIC, self._key, length, frame, now_ns,
                            SPEAKS, 0, 16, number, now_ns,
                            kind, detail, size, ident, now_ns, *fields
                        )
                    if text:
                        memory[end - len(text) : end] = text
                    _count(memory, 8, end, ~end & 0xFFFFFFFF)
                    self._frame = frame + 1
                    self._position = end
            finally:
                self._give()
        else:
            self._pending.append((number, _packed(kind, detail, ident, now_ns, fields, text), is_lifecycle))
        if self._pending:
            self._drain()

    def hold(self):
        """
        While a process forks nothing is written: the child has these mappings, too, and what runs in it before the
        probe has begun anew there must not write into the parent's. True when `release` has to follow.
        """
        return self._take()

    def release(self):
        self._give()
        self._drain()

    def _drain(self):
        """Whoever was busy meanwhile has left it here; or is, and looks once more when it is done."""
        while self._pending and self._take():
            try:
                self._write_pending()
            finally:
                self._give()

    def _write_pending(self):
        pending = self._pending
        while pending:
            try:
                number, told, is_lifecycle = pending.popleft()
            except IndexError:
                return
            if self._map is None or not self._may_write(is_lifecycle):
                self._lost += 1
                continue
            self._write(number, told)

    def _may_write(self, is_lifecycle):
        if self._dropping and (is_lifecycle or self._lost % _RECHECK_EVERY == 0):
            self._rotate(is_lifecycle)
        if self._dropping:
            return False
        self._is_troubled = False
        if self._lost > 0:
            lost, self._lost = self._lost, 0
            self._write(self._speaker, record(LOST, 0, 0, monotonic_ns(), (float(lost),)))
        return True

    def _write(self, number, told):
        """A record that follows others."""
        if number != self._speaker:
            self._speaker = number
            told = _speaks(SPEAKS, 0, 16, number, monotonic_ns()) + told
        position = self._position
        end = position + FRAME_HEADER_BYTES + len(told)
        if end > self._limit:
            self._rotate(False)
            position = self._position
            end = position + FRAME_HEADER_BYTES + len(told)
            if self._dropping or end > self._limit:
                self._lost += 1
                self._is_troubled = True
                return
        memory = self._map
        # A frame has the time of its first record.
        memory[position:end] = _header(FRAME_MAGIC, self._key, len(told), self._frame) + told[8:16] + told
        # Written after what it counts, so that the reader never sees half a frame.
        _count(memory, 8, end, ~end & 0xFFFFFFFF)
        self._frame += 1
        self._position = end

    def _rotate(self, is_urgent):
        self._dropping = self._is_troubled = True
        if not is_urgent and self._reader_is_behind():
            return
        following = self._segment + 1
        if not self._take_back(following) and not self._open(self._path(following), True):
            return
        self._segment = following
        self._position = SEGMENT_HEADER_BYTES
        self._dropping = self._is_troubled = False

    def _reader_is_behind(self):
        oldest = self._segment + 1 - self._lag_segments
        return oldest >= 0 and os.path.exists(self._path(oldest))

    def _take_back(self, segment):
        """Writes over a segment that the reader is done with."""
        for _ in range(_MOST_GONE):
            if self._oldest >= self._segment:
                return False
            given = '%s/%s.%d.tvr' % (self._folder, self._name, self._oldest)
            if not os.path.exists(given):
                if os.path.exists(self._path(self._oldest)):
                    return False
                self._oldest += 1
                continue
            if not self._open(given, False):
                return False
            try:
                os.rename(given, self._path(segment))
            except OSError:
                return False
            self._oldest += 1
            return True
        return False

    def _open(self, path, is_new):
        flags = os.O_RDWR | getattr(os, 'O_CLOEXEC', 0) | getattr(os, 'O_BINARY', 0)
        descriptor = -1
        try:
            # Ours alone: somebody else's file of that name is not written to.
            descriptor = os.open(path, flags | (os.O_CREAT | os.O_EXCL if is_new else 0), 0o600)
            if is_new:
                _allocate(descriptor, self._limit)
            elif os.fstat(descriptor).st_size < self._limit:
                return False
            self._adopt(descriptor)
            SEGMENT_HEADER.pack_into(
                self._map,
                0,
                SEGMENT_MAGIC,
                self._key,
                SEGMENT_HEADER_BYTES,
                ~SEGMENT_HEADER_BYTES & 0xFFFFFFFF,
            )
            return True
        except (OSError, ValueError):
            return False
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _adopt(self, descriptor):
        before, identity = self._map, self._identity
        # The mapping keeps a copy of the descriptor, whose number is the next free one.
        copy = os.dup(descriptor)
        os.close(copy)
        self._map = mmap.mmap(descriptor, self._limit)
        self._identity = (copy, _inode(descriptor))
        if before is not None and _inode(identity[0]) != identity[1]:
            self._kept.append(before)

    def _path(self, segment):
        return '%s/%s.%d.tvw' % (self._folder, self._name, segment)


def _packed(kind, detail, ident, now_ns, fields, text):
    return RECORDS[len(fields)].pack(kind, detail, 16 + 8 * len(fields) + len(text), ident, now_ns, *fields) + text


def _inode(descriptor):
    try:
        status = os.fstat(descriptor)
        return status.st_dev, status.st_ino
    except OSError:
        return None


def _allocate(descriptor, size):
    if hasattr(os, 'posix_fallocate'):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.write(descriptor, bytes(size))
