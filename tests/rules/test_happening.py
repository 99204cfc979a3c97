from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import Came, Context
from rules.decision import Trigger, Wait
from rules.happening import came, ends, possible, remaining
from rules.language.happened import EVENTS
from rules.language.when import MOMENTS
from scoring.event import Event, Kind
from scoring.visitor import Visitor

NOW = 1_763_820_000.0
HOVER = Trigger("hover", {"element": "price"}, ("hovered",))
STAY = Trigger("after", {"seconds": 10.0}, ("stayed",))
BOTH: Wait = ((HOVER, STAY),)
EITHER: Wait = ((HOVER,), (STAY,))


@pytest.mark.parametrize(
    ("wait", "events"),
    [
        (BOTH, {"hovered": "price", "stayed": 10.0}),
        (BOTH, {"hovered": None, "stayed": None, "back": None}),
        (EITHER, {"hovered": "price"}),
        (EITHER, {"stayed": 11.0}),
        (EITHER, {"hovered": "header", "stayed": 11.0}),
    ],
)
def test_one_way_that_has_come_whole_is_enough(wait: Wait, events: Came) -> None:
    assert not remaining(wait, events)


@pytest.mark.parametrize(
    ("wait", "events"),
    [
        (BOTH, {}),
        (BOTH, {"hovered": "price"}),
        (BOTH, {"hovered": "price", "stayed": 9.0}),
        (BOTH, {"hovered": "header", "stayed": 10.0}),
        (EITHER, {}),
        (EITHER, {"hovered": "header", "stayed": 9.0}),
        (EITHER, {"back": None}),
    ],
)
def test_less_than_one_way_is_not(wait: Wait, events: Came) -> None:
    assert remaining(wait, events)


LEAVE = Trigger("exit_intent", {"pointer": "any", "after": 0.0, "on_touch": []}, ("pointer_out",))
TOUCH = Trigger("exit_intent", {"pointer": "any", "after": 0.0, "on_touch": ["back"]}, ("pointer_out", "back"))


@pytest.mark.parametrize(
    ("wait", "left"),
    [
        (((HOVER,),), ()),
        (((LEAVE,), (STAY,)), ((STAY,),)),
        (((LEAVE, STAY),), ()),
        (((TOUCH, STAY),), ((TOUCH, STAY),)),
    ],
)
def test_on_a_phone_nothing_comes_that_needs_a_mouse(wait: Wait, left: Wait) -> None:
    assert possible(wait, "phone") == left
    assert possible(wait, "desktop") == possible(wait, "tablet") == wait


def test_what_has_come_is_waited_for_no_more() -> None:
    assert remaining(BOTH, {"hovered": "price"}) == ((STAY,),)
    assert remaining(BOTH, {"back": None}) == BOTH
    assert remaining((), {"back": None}) == ()


def loaded(*events: tuple[Kind, float]) -> Context:
    """Return a page asked for, so many seconds after events."""
    past = [Event(kind, "x", NOW - ago) for kind, ago in events]
    seen = Event(Kind.SEEN, "/", NOW)
    return Context(NOW, visitor=Visitor().after_all([*past, seen]), current=(seen,), came={"back": None})


@pytest.mark.parametrize("events", [[(Kind.ADDED, 1.0)], [(Kind.SEEN, 60.0), (Kind.ADDED, 1.0)]])
def test_what_went_into_the_basket_is_news_on_the_next_page(events: list[tuple[Kind, float]]) -> None:
    assert came(loaded(*events)) == {"back": None, "added_to_cart": None}


@pytest.mark.parametrize(
    "events",
    [[], [(Kind.ADDED, 60.0), (Kind.SEEN, 1.0)], [(Kind.ADDED, 3600.0)], [(Kind.ADDED, 9.0), (Kind.SHOWN, 1.0)]],
)
def test_it_is_no_news_on_later_pages_and_in_later_visits(events: list[tuple[Kind, float]]) -> None:
    assert came(loaded(*events)) == {"back": None}


def test_a_page_that_is_open_is_no_next_page() -> None:
    assert came(replace(loaded((Kind.ADDED, 1.0)), current=())) == {"back": None}


def test_with_the_past_unknown_nothing_is_known_to_have_come() -> None:
    assert came(Context(NOW, visitor=None)) == {}


def test_nothing_comes_before_the_time_that_it_has_to_wait() -> None:
    late = Trigger("exit_intent", {"after": 8.0}, ("back",))
    assert ends(late, {"back": None})
    assert ends(late, {"back": None, "stayed": 8.0})
    assert not ends(late, {"back": None, "stayed": 7.9})


@given(st.dictionaries(st.sampled_from(EVENTS), st.none() | st.sampled_from(["price", "header"]) | st.floats(0, 100)))
def test_more_events_never_end_less(events: Came) -> None:
    for trigger in (HOVER, STAY):
        if ends(trigger, events):
            assert ends(trigger, {**events, "added_to_cart": None})
    assert MOMENTS
