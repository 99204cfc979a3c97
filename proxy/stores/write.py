"""One write on its way to a shared store: what a visitor did, or that a visitor is to be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

LATE = 3 * 86_400.0
"""Seconds after which a write that never arrived is given up. As long the store remembers what arrived, so that
a write that comes twice counts once."""


@dataclass(frozen=True, slots=True)
class Write:
    """`token` is its own for all time; `bodies` are events as JSON, None erases all that was recorded until `at`."""

    who: str
    at: float
    token: str
    bodies: tuple[str, ...] | None

    @property
    def events(self) -> int:
        return len(self.bodies or ())

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield the name that each event bears for ever, and its body."""
        for place, body in enumerate(self.bodies or ()):
            yield f"{self.token}.{place}", body
