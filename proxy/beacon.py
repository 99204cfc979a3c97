"""Reads what the browser client sends: by a closed schema to events, or a refusal; bytes in, values out."""

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from unicodedata import category

from proxy.admission import Refusal
from proxy.message import Head, every
from proxy.same_origin import comes_from_here
from rules.hearing import LONGEST_NAME, LONGEST_TEXT, MOST_FIELDS
from rules.rulebook import Rule
from scoring.event import NOTHING, Event, Kind

MOST_BYTES = 8 * 2**10
MOST_EVENTS = 20
MOST_POINTS = 50
MOST_RULES = 100
"""Rules that a page may say it has already."""

GESTURES = frozenset({"back", "idle", "scroll_up", "top", "top_left"})
"""What may be told as leaving."""

TYPE = "application/json"

_DAY = 86_400.0

Detail = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A beacon by its form alone: the ticket of its page, and what it says has happened, not looked at yet.

    `asks` says that the page wants to know what is new for it, `has` names rules whose moments it has already.
    """

    ticket: str
    told: tuple[object, ...]
    asks: bool = False
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a beacon comes from, as we know it: its path, and the elements that the site watches there.

    `elements` is None where the site asks for no signals; `rule` gives a rule that is in force there by its id.
    """

    path: str
    elements: Container[str] | None
    at: float
    rule: Callable[[str], Rule | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a visitor answered to a rule on the page; what the fields say has been looked at by nobody."""

    rule: Rule
    what: str
    fields: Mapping[str, str]


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
        said: object = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return UNREADABLE
    if not isinstance(said, dict) or not _NEEDED <= said.keys() <= _KNOWN:
        return UNREADABLE
    ticket, told, asks = said["ticket"], said["events"], said.get("answer", False)
    if not isinstance(ticket, str) or not isinstance(told, list) or not isinstance(asks, bool):
        return UNREADABLE
    has = _names(said.get("has", []))
    if has is None or len(told) > MOST_EVENTS or not (told or asks):
        return UNREADABLE
    return Sent(ticket, tuple(told), asks, has)


def happened(sent: Sent, page: Page) -> tuple[Event | Answered, ...] | Refusal:
    """Return what happened on a page, in its order; one thing that is not in the schema refuses the whole."""
    try:
        return tuple(_one(said, page) for said in sent.told)
    except _WrongError:
        return UNREADABLE


UNREADABLE = Refusal(400, "this is no beacon")

_NEEDED = {"ticket", "events"}
_KNOWN = {*_NEEDED, "answer", "has"}


def _names(has: object) -> frozenset[str] | None:
    if not isinstance(has, list) or len(has) > MOST_RULES or not all(isinstance(name, str) for name in has):
        return None
    return frozenset(has)


def _no_number(_text: str) -> object:
    raise _WrongError


def _one(said: object, page: Page) -> Event | Answered:
    if not isinstance(said, dict) or not isinstance(said.get("kind"), str):
        raise _WrongError
    kind = said["kind"]
    if kind in _OF_RULES:
        return _of_rule(said, page)
    if kind not in _SHAPES or said.keys() != {"kind", *_SHAPES[kind]}:
        raise _WrongError
    return _signal(Kind(kind), {name: written(said[name]) for name, written in _SHAPES[kind].items()}, page)


def _of_rule(said: Mapping[str, object], page: Page) -> Event | Answered:
    """Only a moment's edits are the browser's to say that they were shown: of all else we know it ourselves."""
    kind = str(said["kind"])
    rule = page.rule(_name(said.get("rule")))
    if rule is None or said.keys() != _OF_RULES[kind] or (kind == Kind.SHOWN and not rule.when):
        raise _WrongError
    if kind == _ANSWERED:
        return Answered(rule, _name(said["what"]), _fields(said["fields"]))
    return Event(Kind(kind), rule.id, page.at)


def _signal(kind: Kind, told: dict[str, str], page: Page) -> Event:
    if page.elements is None:
        raise _WrongError
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


def _fields(value: object) -> Mapping[str, str]:
    """Return texts by their names; there is no cleaning of a name: an action knows it or does not."""
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise _WrongError
    if not all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in value.values()):
        raise _WrongError
    if any(len(name) > LONGEST_NAME for name in value):
        raise _WrongError
    return {name: _clean(text) for name, text in value.items()}


def _clean(text: str) -> str:
    """Return a text without control characters but the line feed, and without halves of surrogate pairs."""
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(each for each in lines if each == "\n" or category(each) not in _UNTOLD)


_UNTOLD = frozenset({"Cc", "Cs"})


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

_ANSWERED = "answered"

_OF_RULES: Mapping[str, frozenset[str]] = {
    Kind.SHOWN: frozenset({"kind", "rule"}),
    Kind.DISMISSED: frozenset({"kind", "rule"}),
    _ANSWERED: frozenset({"kind", "rule", "what", "fields"}),
}
"""What is told of a rule, and the keys that say it."""

_SHAPES: Mapping[str, Mapping[str, Callable[[object], str]]] = {
    Kind.HOVERED: {"element": _name, "seconds": _seconds},
    Kind.CLICKED: {"element": _name, "x": _percent, "y": _percent},
    Kind.IGNORED: {"element": _name, "seconds": _seconds},
    Kind.SCROLLED: {"depth": _percent},
    Kind.STAYED: {"seconds": _seconds},
    Kind.MOVED: {"points": _points},
    Kind.LEAVING: {"gesture": _gesture},
}
"""The closed schema of signals: what each kind says beside itself, and how that is read."""
