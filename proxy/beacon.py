"""Reads what the browser client sends: by a closed schema to events, or a refusal; bytes in, values out."""

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from proxy.admission import Refusal
from proxy.message import Head, every
from proxy.same_origin import comes_from_here
from scoring.event import NOTHING, Event, Kind

MOST_BYTES = 8 * 2**10
MOST_EVENTS = 20
MOST_POINTS = 50

GESTURES = frozenset({"back", "idle", "scroll_up", "top", "top_left"})
"""What may be told as leaving."""

TYPE = "application/json"

_DAY = 86_400.0

Detail = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A beacon by its form alone: the ticket of its page, and what it says has happened, not looked at yet."""

    ticket: str
    told: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The page that a beacon comes from, as we know it: its path, and the elements that the site watches there."""

    path: str
    elements: Container[str]
    at: float


class _WrongError(ValueError):
    """The beacon says what no browser client of ours says."""


def refusal(head: Head) -> Refusal | None:
    """Return why a request is no beacon of a page of this very site, by its head and length; None when it may be."""
    if head.method != "POST":
        return Refusal(405, "only POST is answered here")
    if every(head.headers, b"content-type") != (TYPE,):
        return Refusal(415, f"only {TYPE} is read here")
    if not comes_from_here(head):
        return Refusal(403, "this comes from another site")
    return Refusal(413, "that is too much") if len(head.form) > MOST_BYTES else None


def read(body: bytes) -> Sent | Refusal:
    try:
        said = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _UNREADABLE
    if not isinstance(said, dict) or said.keys() != {"ticket", "events"}:
        return _UNREADABLE
    ticket, told = said["ticket"], said["events"]
    if not isinstance(ticket, str) or not isinstance(told, list) or not 0 < len(told) <= MOST_EVENTS:
        return _UNREADABLE
    return Sent(ticket, tuple(told))


def signals(sent: Sent, page: Told) -> tuple[Event, ...] | Refusal:
    """Return what happened on a page, in its order; one thing that is not in the schema refuses the whole."""
    try:
        return tuple(_signal(said, page) for said in sent.told)
    except _WrongError:
        return _UNREADABLE


_UNREADABLE = Refusal(400, "this is no beacon")


def _no_number(_text: str) -> object:
    raise _WrongError


def _signal(said: object, page: Told) -> Event:
    if not isinstance(said, dict) or not isinstance(said.get("kind"), str) or said["kind"] not in _SHAPES:
        raise _WrongError
    kind = Kind(said["kind"])
    shape = _SHAPES[kind]
    if said.keys() != {"kind", *shape}:
        raise _WrongError
    told = {name: written(said[name]) for name, written in shape.items()}
    if "gesture" in told:
        return Event(kind, told["gesture"], page.at)
    if "element" not in told:
        return Event(kind, page.path, page.at, told)
    if told["element"] not in page.elements:
        raise _WrongError
    return Event(kind, told.pop("element"), page.at, told or NOTHING)


def _between(least: float, most: float) -> Callable[[object], str]:
    def number(value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise _WrongError
        return f"{value:.1f}".removesuffix(".0")

    return number


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongError
    return value


def _gesture(value: object) -> str:
    if not isinstance(value, str) or value not in GESTURES:
        raise _WrongError
    return value


def _points(value: object) -> str:
    """Return points as "x,y x,y", in percent of the page."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_POINTS:
        raise _WrongError
    return " ".join(_point(point) for point in value)


def _point(value: object) -> str:
    if not isinstance(value, list) or len(value) != 2:
        raise _WrongError
    return f"{_percent(value[0])},{_percent(value[1])}"


_percent = _between(0.0, 100.0)
_seconds = _between(0.0, _DAY)

_SHAPES: Mapping[str, Mapping[str, Callable[[object], str]]] = {
    Kind.HOVERED: {"element": _name, "seconds": _seconds},
    Kind.CLICKED: {"element": _name, "x": _percent, "y": _percent},
    Kind.IGNORED: {"element": _name, "seconds": _seconds},
    Kind.SCROLLED: {"depth": _percent},
    Kind.STAYED: {"seconds": _seconds},
    Kind.MOVED: {"points": _points},
    Kind.LEAVING: {"gesture": _gesture},
}
"""The closed schema: what each kind says beside itself, and how that is read."""
