"""Friction: what tells that somebody is stuck, and what does not."""

import pytest

from scoring.event import Event, Kind
from scoring.friction import Friction, frictions


def visit(*told: str) -> list[Event]:
    """Return a visit: "/p" is a page seen, "?" a search, "+3" product 3 added, "=3" its page, "!" an order."""
    return [_event(word, float(at)) for at, word in enumerate(told)]


def _event(word: str, at: float) -> Event:
    match word[0]:
        case "?":
            return Event(Kind.SEARCHED, word, at)
        case "+":
            return Event(Kind.ADDED, word[1:], at)
        case "=":
            return Event(Kind.SEEN, f"/p/{word[1:]}-{at}", at, {"product": word[1:]})
        case "!":
            return Event(Kind.ORDERED, "A-1", at)
        case _:
            return Event(Kind.SEEN, word, at)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (["?a", "/s", "?b", "/s", "?c"], Friction.SEARCHING),
        (["+1", "?a", "?b", "?c"], Friction.SEARCHING),
        (["/a", "/b", "/a", "/b"], Friction.TO_AND_FRO),
        (["/c", "/a", "/b", "?a", "/a", "/b"], Friction.TO_AND_FRO),
        (["=3", "=4", "=3", "/", "=3"], Friction.HESITATING),
        (["+4", "=3", "=3", "=3"], Friction.HESITATING),
    ],
)
def test_somebody_is_stuck(told: list[str], found: Friction) -> None:
    assert found in frictions(visit(*told))


@pytest.mark.parametrize(
    "told",
    [
        [],
        ["?a", "?b"],
        ["?a", "?b", "+1", "?c"],
        ["/a", "/a", "/a", "/a"],
        ["/a", "/b", "/a"],
        ["/a", "/b", "/a", "/b", "/c"],
        ["=3", "=3"],
        ["=3", "=3", "=3", "+3"],
        ["?a", "?b", "?c", "!"],
        ["=3", "=4", "=5"],
    ],
)
def test_somebody_is_not_stuck(told: list[str]) -> None:
    assert frictions(visit(*told)) == frozenset()
