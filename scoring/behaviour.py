"""Sums up what the browser tells of one visit: hovers, clicks, scrolling, time in sight, gestures of leaving."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scoring.event import Event, Kind

KEPT_ELEMENTS = 50
"""Elements that are counted by name; a site names far fewer."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One visit as the browser told of it, in sums that any order of events gives alike.

    `hovered`, `clicked` and `ignored` count by the element's name; `scrolled` adds up the percent of each page that
    came into sight, `seconds` the time that pages were in sight; `leaving` counts gestures.
    """

    hovered: Mapping[str, int] = field(default_factory=dict, hash=False)
    clicked: Mapping[str, int] = field(default_factory=dict, hash=False)
    ignored: Mapping[str, int] = field(default_factory=dict, hash=False)
    scrolled: float = 0.0
    seconds: float = 0.0
    leaving: int = 0

    def after(self, event: Event) -> "Behaviour":
        """Return the behaviour with one more signal; what is no signal, or tells nothing, changes nothing."""
        match event.kind:
            case Kind.HOVERED:
                return replace(self, hovered=_counted(self.hovered, event.subject))
            case Kind.CLICKED:
                return replace(self, clicked=_counted(self.clicked, event.subject))
            case Kind.IGNORED:
                return replace(self, ignored=_counted(self.ignored, event.subject))
            case Kind.SCROLLED:
                return replace(self, scrolled=self.scrolled + _number(event.detail.get("depth"), 100.0))
            case Kind.STAYED:
                return replace(self, seconds=self.seconds + _number(event.detail.get("seconds"), 86_400.0))
            case Kind.LEAVING:
                return replace(self, leaving=self.leaving + 1)
            case _:
                return self


def _counted(counts: Mapping[str, int], name: str) -> Mapping[str, int]:
    if name not in counts and len(counts) >= KEPT_ELEMENTS:
        return counts
    return {**counts, name: counts.get(name, 0) + 1}


def _number(text: str | None, most: float) -> float:
    """Return a number from 0 to `most`; what is none is nothing."""
    try:
        number = float(text or 0.0)
    except ValueError:
        return 0.0
    return min(max(number, 0.0), most) if math.isfinite(number) else 0.0
