import pytest

from scoring.event import Event, Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, MINUTE, answer, happened, person, refused, seen


def basket(items: int, ago: float) -> Event:
    return happened(Kind.BASKET, "", ago, items=str(items), value="20", coupon="")


LEFT = person(basket(2, 3 * DAY), happened(Kind.SEEN, "/", MINUTE))


@pytest.mark.parametrize("value", [True, {"more_than": "2 days"}, {"more_than": "1 hour", "within": "30 days"}])
def test_a_basket_was_left(value: object) -> None:
    assert answer("cart.abandoned", value, LEFT) == "yes"


@pytest.mark.parametrize(
    "events",
    [
        (),
        (basket(2, 10 * MINUTE),),
        (basket(0, 3 * DAY),),
        (basket(2, 3 * DAY), happened(Kind.ORDERED, "A-1", 2 * DAY)),
        (basket(2, 3 * DAY), basket(3, 5 * MINUTE)),
        (basket(2, 3 * DAY), happened(Kind.ADDED, "1", 5 * MINUTE)),
        (happened(Kind.ADDED, "1", 3 * DAY), basket(0, 2 * DAY)),
    ],
)
def test_a_basket_was_not_left(events: tuple[Event, ...]) -> None:
    assert answer("cart.abandoned", True, person(*events)) == "no"


def test_looking_at_the_same_basket_does_not_touch_it() -> None:
    assert answer("cart.abandoned", True, person(basket(2, 3 * DAY), basket(2, 0.0))) == "yes"


def test_what_was_put_in_counts_where_no_page_shows_the_basket() -> None:
    assert answer("cart.abandoned", {"more_than": "1 hour"}, person(happened(Kind.ADDED, "1", 2 * HOUR))) == "yes"


def test_it_is_unknown_where_the_past_is() -> None:
    assert answer("cart.abandoned", True, FORGOTTEN) == "unknown"


@pytest.mark.parametrize("value", [False, 3, "yes"])
def test_what_says_no_time_is_refused(value: object) -> None:
    assert "missing-operator" in refused("cart.abandoned", value)


def test_the_trace_tells_when_the_basket_was_left() -> None:
    assert seen("cart.abandoned", True, LEFT) == "basket left 3 days ago"
    assert seen("cart.abandoned", True, person()) == "the basket is empty"
    assert seen("cart.abandoned", True, FORGOTTEN) == "the past is not known"
