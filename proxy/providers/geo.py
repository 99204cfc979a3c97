"""Tells the place of an address by a City or Country database (.mmdb), which may change while we run."""

import io
import logging
from collections.abc import Callable
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from maxminddb import MODE_FD, InvalidDatabaseError, open_database

from proxy.providers.weather import Spot
from rules.context import Place

REMEMBERED = 10_000
"""Addresses whose places are remembered: to look one up took 280 microseconds here, to remember it 0.3."""

Find = Callable[[IPv4Address | IPv6Address], object]
"""Finds the record of an address, None when there is none; a City record is a Country record and more."""

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
        self._spot: Callable[[str], Spot | None] = _no_spot
        self.refresh()

    def place(self, address: str) -> Place:
        """Return the place of an IPv4 or IPv6 address, with None for what is not known of it.

        `region` is the code of the largest subdivision without its country, such as ENG (ISO 3166-2:GB-ENG); `city`
        is its English name.
        """
        return self._find(address)

    def spot(self, address: str) -> Spot | None:
        """Return where an address is to half a degree, None where it is not known; a Country database never knows."""
        return self._spot(address)

    def refresh(self) -> None:
        """Read the file anew when it has changed; it blocks for as long as reading takes, so call it in a thread."""
        try:
            stamp = _stamp(self._path)
            if stamp == self._stamp:
                return
            self._stamp = stamp
            find = _opened(self._path)
            if _stamp(self._path) != stamp:
                return
        except OSError as error:
            self._stamp = None
            self._note(f"{self._path} cannot be read: {error.strerror}")
            return
        except (ValueError, InvalidDatabaseError) as error:
            self._note(f"{self._path} is not used: {error}")
            return
        self._note("")
        self._find = lru_cache(REMEMBERED)(partial(_place, find))
        self._spot = lru_cache(REMEMBERED)(partial(_rounded, find))

    def _note(self, problem: str) -> None:
        if problem and problem != self.problem:
            _log.error("%s", problem)
        self.problem = problem


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _opened(path: Path) -> Find:
    """Return what finds a record in a database; raise ValueError for one that knows no countries."""
    reader = open_database(io.BytesIO(path.read_bytes()), MODE_FD)
    kind = reader.metadata().database_type
    if "City" in kind or "Country" in kind:
        return reader.get
    raise ValueError(f"it is a {kind} database, and a City or Country database is needed")


def _place(find: Find, address: str) -> Place:
    record = _record(find, address)
    return Place(
        continent=_text(record, "continent", "code"),
        country=_text(record, "country", "iso_code"),
        region=_text(record, "subdivisions", 0, "iso_code"),
        city=_text(record, "city", "names", "en"),
        zone=_text(record, "location", "time_zone"),
    )


def _rounded(find: Find, address: str) -> Spot | None:
    record = _record(find, address)
    location = record.get("location") if isinstance(record, dict) else None
    there = [location.get(name) for name in ("latitude", "longitude")] if isinstance(location, dict) else []
    latitude, longitude = (round(2 * part) / 2 if isinstance(part, float) else None for part in there or (None, None))
    return None if latitude is None or longitude is None else (latitude, longitude)


def _record(find: Find, address: str) -> object:
    try:
        return find(_plain(address))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidDatabaseError):
        # a damaged database surfaces as any of these while maxminddb decodes a record
        return None


def _text(record: object, *path: str | int) -> str | None:
    """Return the text at a path of keys and list positions, None when a record has none there."""
    for step in path:
        if isinstance(record, dict):
            record = record.get(step)
        elif isinstance(record, list) and isinstance(step, int) and step < len(record):
            record = record[step]
        else:
            return None
    return record if isinstance(record, str) else None


def _no_spot(_address: str) -> Spot | None:
    return None


def _nowhere(_address: str) -> Place:
    return Place()


def _plain(address: str) -> IPv4Address | IPv6Address:
    """Return the address, IPv4 where a dual-stack socket wrapped it into IPv6 (RFC 4291, 2.5.5.2)."""
    ip = ip_address(address)
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip
