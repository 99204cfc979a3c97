"""Writes one line for each request: what it was and what became of it, and nothing that tells who asked."""

import json
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Protocol, TextIO

_NUMBER = re.compile(r"\d{9,}")


@dataclass(slots=True)
class Line:
    """One answered request; `cause` says what went wrong, `ms` how long it took until its last byte was handed over."""

    id: str
    method: str
    target: str
    address: str = ""
    status: int = 0
    sent: int = 0
    ms: float = 0.0
    cause: str = ""

    def __str__(self) -> str:
        """Return JSON in ASCII, so that no byte of a request can end the line or speak to a terminal."""
        told = {
            "id": self.id,
            "method": self.method,
            "path": _impersonal(self.target.partition("?")[0])[:500],
            "address": cut(self.address),
            "status": self.status,
            "bytes": self.sent,
            "ms": round(self.ms, 1),
        }
        return json.dumps({**told, "cause": self.cause} if self.cause else told)


def _impersonal(path: str) -> str:
    """Leave out what may be somebody's: parts with a mail address, long numbers. Each character is looked at once."""
    parts = ("*" if "@" in part or "%40" in part else _NUMBER.sub("*", part) for part in path.split("/"))
    return "/".join(parts)


@lru_cache(4096)
def cut(address: str) -> str:
    """Return the network that an address is in: /24 of IPv4, /48 of IPv6, so that the line is no personal data."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


class Lines(Protocol):
    """Takes each request's line, once the request is over."""

    def write(self, at: str, line: Line) -> None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class AccessLog:
    """Where the lines go; None keeps none."""

    out: TextIO | None

    def write(self, at: str, line: Line) -> None:
        if self.out is not None:
            # a line that waits in a buffer is not there when somebody asks what happened
            self.out.write(f'{{"time": "{at}", {str(line)[1:]}\n')
            self.out.flush()

    def close(self) -> None:
        if self.out is not None and self.out is not sys.stdout:
            self.out.close()
