"""The journal's files: one for each UTC day, lines appended whole, and taken out again when a visitor is erased."""

import fcntl
import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from proxy.journal import Note, read
from proxy.stores.store import StoreError

_log = logging.getLogger(__name__)

CHUNK = 2**20
"""Bytes that are looked through at once: a search holds up the other threads of the process for as long."""

DAY = 86_400.0

_NAME = re.compile(r"\d{4}-\d\d-\d\d\.jsonl")
_END = b"\n"


class JournalError(StoreError):
    """The journal cannot be written or read; the message says why."""


class Days:
    """The day files of one folder, which several processes may write: each holds the lock while it changes a file."""

    def __init__(self, folder: Path) -> None:
        """Make the folder when it is not there, but no folder above it; raise JournalError when that cannot be."""
        self.folder = folder
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
            with self._held():
                pass
        except OSError as error:
            raise JournalError(f"{folder} cannot hold the journal: {error.strerror}") from error

    def append(self, lines: Mapping[str, Sequence[bytes]]) -> None:
        """Append lines to the files of their days; raise JournalError when not all of them are in."""
        try:
            with self._held():
                for day, whole in lines.items():
                    _appended(self.file(day), b"".join(whole))
        except OSError as error:
            raise JournalError(f"{self.folder} cannot be written: {error.strerror}") from error

    def file(self, day: str) -> Path:
        return self.folder / f"{day}.jsonl"

    def names(self) -> Sequence[str]:
        """Return the days that there are, the oldest first."""
        return sorted(path.stem for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def notes(self, day: str) -> Iterator[Note]:
        """Yield the notes of a day in the order of writing, each once; what is no note is skipped and told."""
        seen: set[str] = set()
        strange = 0
        try:
            with self.file(day).open("rb") as file:
                for line in file:
                    note = read(line)
                    strange += note is None
                    if note is not None and note.id not in seen:
                        seen.add(note.id)
                        yield note
        except OSError as error:
            raise JournalError(f"{self.file(day)} cannot be read: {error.strerror}") from error
        if strange:
            _log.warning("%s: lines that are no notes of ours, as a crash may tear one: %d", self.file(day), strange)

    def owe(self, who: str) -> None:
        """Remember that a visitor is to be erased, across a crash."""
        try:
            with self._held():
                _appended(self._owed, f"{who}\n".encode())
        except OSError as error:
            raise JournalError(f"{self.folder} cannot be written: {error.strerror}") from error

    def owed(self) -> Collection[str]:
        return set(self._owed.read_text("ascii").split()) if self._owed.exists() else ()

    def erase(self, visitors: Collection[str]) -> None:
        """Take the lines of these visitors out of every day, and whatever was made of such a day."""
        names = b"|".join(re.escape(who.encode()) for who in visitors)
        lines = re.compile(rb'(?m)^\{"who":"(?:' + names + rb')".*\n?')
        try:
            for day in self.names():
                if _holds(self.file(day), visitors):
                    with self._held():
                        _rewritten(self.file(day), lines, visitors)
                        self._unmake(day)
            if self._owed.exists():
                with self._held():
                    _rewritten(self._owed, re.compile(rb"(?m)^(?:" + names + rb")\n?"), visitors)
        except OSError as error:
            raise JournalError(f"{self.folder} cannot forget: {error.strerror}") from error

    def trim(self, before: float) -> None:
        """Remove the days that ended before a moment, and whatever was made of them."""
        first = day_of(before)
        try:
            with self._held():
                for day in (day for day in self.names() if day < first):
                    self._unmake(day)
                    self.file(day).unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"{self.folder} cannot forget: {error.strerror}") from error

    @contextmanager
    def unchanged(self, day: str, stamp: str) -> Iterator[bool]:
        """Hold the lock and tell whether a day is still as it was when it had this stamp."""
        with self._held():
            yield self.stamp(day) == stamp

    def stamp(self, day: str) -> str:
        """Return what changes whenever the file of a day does."""
        found = self.file(day).stat()
        return f"{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"

    def _unmake(self, day: str) -> None:
        for path in self.folder.glob(f"parquet/*/{day}.parquet"):
            path.unlink(missing_ok=True)

    @property
    def _owed(self) -> Path:
        return self.folder / "erasing"

    @contextmanager
    def _held(self) -> Iterator[None]:
        # opened each time: the lock is the opened file's, so that two threads of one process exclude each other too
        with (self.folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def day_of(moment: float) -> str:
    """Return the UTC day of a Unix time, such as 2026-11-22."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _appended(path: Path, text: bytes) -> None:
    """Write it behind whole lines: what a crash left of one gets its end, and what a full disk took of ours goes."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != _END:
            _log.warning("%s: its last line was torn by a crash and is skipped", path)
            text = _END + text
        try:
            while text:
                text = text[os.write(file, text) :]
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, size)
            raise
    finally:
        os.close(file)


def _holds(path: Path, visitors: Collection[str]) -> bool:
    names = [who.encode() for who in visitors]
    longest, before = max(map(len, names)), b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            both = before + chunk
            if any(name in both for name in names):
                return True
            before = both[-longest:]
    return False


def _rewritten(path: Path, lines: re.Pattern[bytes], visitors: Collection[str]) -> None:
    """Put a file without these lines of theirs in its place; a crash meanwhile leaves the old one."""
    names = [who.encode() for who in visitors]
    beside = path.with_name(f"{path.name}.new")
    with path.open("rb") as old, beside.open("wb") as new:
        os.fchmod(new.fileno(), 0o600)
        while chunk := old.read(CHUNK):
            whole = chunk + old.readline()
            # most have nothing to lose, and to look for names is ten times as fast as to look at each line
            new.write(lines.sub(b"", whole) if any(name in whole for name in names) else whole)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(path)
