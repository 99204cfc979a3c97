import pytest

from rules.attention import WEEK, Attention, contend
from scoring.event import Event, Kind
from scoring.visitor import IDLE, Visitor

NOW = 1_763_820_000.0
POPUPS = Attention("popups", per_visit=1, per_week=3, rules=frozenset({"a", "b"}))


def met(*shown: tuple[str, float]) -> Visitor:
    """Return somebody to whom rules were shown so many seconds ago, and who has just seen a page."""
    events = [Event(Kind.SHOWN, rule, NOW - ago) for rule, ago in shown]
    return Visitor().after_all(sorted([*events, Event(Kind.SEEN, "/", NOW)], key=lambda event: event.at))


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ([("a", 60.0)], "popups: 1 a visit is reached"),
        ([("b", 60.0), ("a", WEEK)], "popups: 1 a visit is reached"),
        ([("a", WEEK - 1), ("b", 2 * IDLE), ("b", 4 * IDLE)], "popups: 3 a week is reached"),
    ],
)
def test_what_all_rules_of_a_class_showed_counts_together(shown: list[tuple[str, float]], said: str) -> None:
    assert POPUPS.used_up(met(*shown), NOW) == said


@pytest.mark.parametrize(
    "shown",
    [
        [],
        [("c", 60.0)],
        [("a", 2 * IDLE)],
        [("a", 2 * IDLE), ("b", 4 * IDLE), ("a", WEEK)],
        [("a", 2 * IDLE), ("b", 4 * IDLE), ("c", 6 * IDLE)],
    ],
)
def test_other_rules_other_visits_and_older_weeks_do_not(shown: list[tuple[str, float]]) -> None:
    assert POPUPS.used_up(met(*shown), NOW) == ""


def test_without_bounds_nothing_is_used_up() -> None:
    endless = Attention("popups", rules=frozenset({"a"}))
    assert not endless.bounded
    assert endless.used_up(met(*[("a", 60.0)] * 9), NOW) == ""
    assert POPUPS.bounded


def test_rules_of_one_class_contend() -> None:
    asks = Attention("asks")
    assert contend([POPUPS, asks], [asks])
    assert not contend([POPUPS], [asks])
    assert not contend([], [])
