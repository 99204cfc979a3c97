import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import Came
from rules.decision import Trigger, Wait
from rules.happening import ends, has_come
from rules.language.happened import EVENTS
from rules.language.when import MOMENTS

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
    assert has_come(wait, events)


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
        ((), {"back": None}),
    ],
)
def test_less_than_one_way_is_not(wait: Wait, events: Came) -> None:
    assert not has_come(wait, events)


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
