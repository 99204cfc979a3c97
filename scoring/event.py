"""What can happen to a visitor: one event of a closed list of kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    """What can happen; `did` of the rule language names these."""

    __hash__ = str.__hash__
    """As they are equal, and without a call of Python's own for each event that is folded."""

    ARRIVED = "arrived"
    SEEN = "seen"
    SEARCHED = "searched"
    ADDED = "added"
    BASKET = "basket"
    ORDERED = "ordered"
    SHOWN = "shown"
    CHOSE = "chose"
    ACTED = "acted"
    TAGGED = "tagged"
    HOVERED = "hovered"
    CLICKED = "clicked"
    IGNORED = "ignored"
    SCROLLED = "scrolled"
    STAYED = "stayed"
    MOVED = "moved"
    LEAVING = "leaving"
    DISMISSED = "dismissed"
    RATED = "rated"
    CAPTURED = "captured"
    HELPED = "helped"
    GIVEN = "given"
    AGREED = "agreed"


AWAY = "away"
"""A detail of what a rule left with a visitor who was not there: no visit begins or goes on by it."""

SIGNALS = frozenset(
    {Kind.HOVERED, Kind.CLICKED, Kind.IGNORED, Kind.SCROLLED, Kind.STAYED, Kind.MOVED, Kind.LEAVING},
)
"""What the browser tells: summed up in a visitor's behaviour, never kept one by one."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at a Unix time in seconds.

    | kind     | subject                            | detail                                               |
    |----------|------------------------------------|------------------------------------------------------|
    | arrived  | referrer's host, "" when there is none | path, and each kept query key as `q.KEY`         |
    | seen     | path                               | page (its first name), category, product             |
    | searched | the words                          |                                                      |
    | added    | product id, "" when not told       | category                                             |
    | basket   |                                    | items, value (plain decimal), coupon ("" for none)   |
    | ordered  | order number                       | value, items                                         |
    | shown    | rule id                            | variant                                              |
    | chose    | what was offered                   | option, category (where the option speaks for one)   |
    | acted    | an act's name                      |                                                      |
    | tagged   | the tag                            | for: seconds, 0 when it is taken off, or "no end"    |
    | hovered  | element's name                     | seconds                                              |
    | clicked  | element's name                     | x, y (percent of the element)                        |
    | ignored  | element's name, or CHOICE:OPTION   | seconds in sight, without hover or click; category   |
    | scrolled | path                               | depth: percent of the page more than told before     |
    | stayed   | path                               | seconds in sight more than told before               |
    | moved    | path                               | points: sampled pointer path, for reports alone      |
    | leaving  | the gesture                        |                                                      |
    | dismissed | rule id                           |                                                      |
    | rated    | rule id                            | answer: happy or unhappy                             |
    | captured | purpose                            | rule, email, until (Unix seconds, then it is gone)   |
    | helped   | rule id                            | by: chat or call                                     |
    | given    | pool of codes                      | code, until (Unix seconds, "" for no end)            |
    | agreed   |                                    | purposes: all that consent was given for, by spaces  |

    What happened while the visitor was not there has the detail AWAY.
    """

    kind: Kind
    subject: str
    at: float
    detail: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
