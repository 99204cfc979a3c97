"""Tells the place of an address by a City or Country database (.mmdb), which may change while we run."""

import io
import ipaddress
import logging
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import maxminddb

from rules.context import Place

REMEMBERED = 10_000
"""Addresses whose places are remembered: to look one up took 280 microseconds here, to remember it 0.3."""

Stamp = tuple[int, int, int]
"""What changes when a file does: its time, size and number."""

_log = logging.getLogger(__name__)


class Geo:
    """Places by one database file.

    The file is read into memory, once in each worker: overwriting one that is mapped ends the process (SIGBUS).
    `problem` says what is wrong with the file, "" when nothing is; the last good database stays in use.
    """

    def __init__(self, path: Path) -> None:
        self.problem = ""
        self._path = path
        self._stamp: Stamp | None = None
        self._find: Callable[[str], Place] = _nowhere
        self.refresh()

    def place(self, address: str) -> Place:
        """Return the place of an IPv4 or IPv6 address, with None for what is not known of it.

        `region` is the code of the largest subdivision without its country, such as ENG (ISO 3166-2:GB-ENG); `city`
        is its English name.
        """
        return self._find(address)

    def refresh(self) -> None:
        """Read the file anew when it has changed; it blocks for as long as reading takes, so call it in a thread."""
        try:
            stamp = _stamp(self._path)
            if stamp == self._stamp:
                return
            self._stamp = stamp
            reader = _opened(self._path)
            if _stamp(self._path) != stamp:
                return
        except OSError as error:
            self._stamp = None
            self._note(f"{self._path} cannot be read: {error.strerror}")
            return
        except (ValueError, maxminddb.InvalidDatabaseError) as error:
            self._note(f"{self._path} is not used: {error}")
            return
        self._note("")
        self._find = lru_cache(REMEMBERED)(partial(_place, reader))

    def _note(self, problem: str) -> None:
        if problem and problem != self.problem:
            _log.error("%s", problem)
        self.problem = problem


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _opened(path: Path) -> maxminddb.Reader:
    reader = maxminddb.open_database(io.BytesIO(path.read_bytes()), maxminddb.MODE_FD)
    kind = reader.metadata().database_type
    if "City" not in kind and "Country" not in kind:
        raise ValueError(f"it is a {kind} database, and a City or Country database is needed")
    return reader


def _place(reader: maxminddb.Reader, address: str) -> Place:
    try:
        record = reader.get(_plain(address))
    except (ValueError, TypeError, maxminddb.InvalidDatabaseError):
        return Place()
    return Place(
        continent=_text(record, "continent", "code"),
        country=_text(record, "country", "iso_code"),
        region=_text(record, "subdivisions", 0, "iso_code"),
        city=_text(record, "city", "names", "en"),
        zone=_text(record, "location", "time_zone"),
    )


def _nowhere(_address: str) -> Place:
    return Place()


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the address, IPv4 where a dual-stack socket wrapped it into IPv6 (RFC 4291, 2.5.5.2)."""
    ip = ipaddress.ip_address(address)
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _text(node: object, *path: str | int) -> str | None:
    """Follow keys and places down a record; anything unexpected on the way is unknown."""
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node if isinstance(node, str) and node else None
