"""Writes one line for each request: what it was and what became of it, and nothing that tells who asked."""

import asyncio
import re
import sys
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as quoted
from typing import Protocol, TextIO

from proxy.sparing import V4_BITS, masked, network

_NUMBER = re.compile(r"\d{9,}")


@dataclass(slots=True)
class Line:
    """One answered request; `cause` says what went wrong, `ms` how long it took until its last byte was handed over.

    `kind` is what asked, where somebody looked: it is told unless a person did.
    """

    id: str
    method: str
    target: str
    address: str = ""
    status: int = 0
    sent: int = 0
    ms: float = 0.0
    cause: str = ""
    kind: str = "human"

    def __str__(self) -> str:
        return self.told()

    def told(self, bits: int = V4_BITS) -> str:
        """Return JSON in ASCII, so that no byte of a request can end the line or speak to a terminal.

        `bits` are those of an IPv4 address that are told; of IPv6 it is a network of /48.
        """
        method, path = quoted(self.method), quoted(_impersonal(self.target.partition("?")[0])[:500])
        cause = f', "cause": {quoted(self.cause)}' if self.cause else ""
        kind = f', "kind": "{self.kind}"' if self.kind != "human" else ""
        return (
            f'{{"id": "{self.id}", "method": {method}, "path": {path}, "address": "{network(self.address, bits)}", '
            f'"status": {self.status}, "bytes": {self.sent}, "ms": {self.ms:.1f}{kind}{cause}}}'
        )


def _impersonal(path: str) -> str:
    """Leave out what may be somebody's: parts with a mail address, long numbers, values of secrets."""
    if "=" in path or ":" in path:
        path = masked(path)
    if "@" not in path and "%40" not in path:
        return _NUMBER.sub("*", path)
    parts = ("*" if "@" in part or "%40" in part else _NUMBER.sub("*", part) for part in path.split("/"))
    return "/".join(parts)


class Lines(Protocol):
    """Takes each request's line, once the request is over."""

    def write(self, at: str, line: Line) -> None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class AccessLog:
    """Where the lines go, None keeps none; `bits` of an IPv4 address are told."""

    out: TextIO | None
    bits: int = V4_BITS
    _lines: list[str] = field(default_factory=list)

    def write(self, at: str, line: Line) -> None:
        """Take a line, which goes out with the others of this turn of the loop: each write is a call of the system."""
        if self.out is None:
            return
        if not self._lines:
            asyncio.get_running_loop().call_soon(self._flush)
        self._lines.append(f'{{"time": "{at}", {line.told(self.bits)[1:]}\n')

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        if self.out is not None and lines:
            # a line that waits in a buffer is not there when somebody asks what happened
            self.out.write("".join(lines))
            self.out.flush()

    def close(self) -> None:
        self._flush()
        if self.out is not None and self.out is not sys.stdout:
            self.out.close()
