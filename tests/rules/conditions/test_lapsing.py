import pytest

from rules.context import Context
from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, refused, seen


def ordered(*days_ago: float) -> Context:
    return person(*(happened(Kind.ORDERED, f"A-{ago}", ago * DAY) for ago in days_ago))


@pytest.mark.parametrize(
    ("orders", "value"),
    [((85, 55, 25), {"at_most": 1}), ((130, 100, 70), True), ((300, 200), {"more_than": 1.5}), ((90, 60), 2)],
)
def test_somebody_is_late(orders: tuple[float, ...], value: object) -> None:
    assert answer("lapsing", value, ordered(*orders)) == "yes"


@pytest.mark.parametrize(
    "orders",
    [(), (300,), (90, 60, 30), (120, 90, 60), (400, 200), (300, 300)],
    ids=["never", "once", "on time", "just on time", "seldom", "twice at once"],
)
def test_somebody_is_not_late(orders: tuple[float, ...]) -> None:
    assert answer("lapsing", True, ordered(*orders)) == "no"


def test_it_is_unknown_where_the_past_is() -> None:
    assert answer("lapsing", True, FORGOTTEN) == "unknown"


@pytest.mark.parametrize("value", [False, "late"])
def test_what_is_no_number_of_times_is_refused(value: object) -> None:
    assert "wrong-value" in refused("lapsing", value)


def test_the_trace_tells_the_rhythm() -> None:
    assert seen("lapsing", True, ordered(130, 100, 70)) == "2.3 times the usual 30 days"
    assert seen("lapsing", True, ordered(70)) == "no rhythm yet"
    assert seen("lapsing", True, FORGOTTEN) == "the past is not known"
