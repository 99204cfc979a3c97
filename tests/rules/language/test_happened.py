import pytest
from pydantic import TypeAdapter, ValidationError

from rules.context import Came
from rules.language.happened import EVENTS, OF_ELEMENTS, Happened
from rules.language.names import Names
from rules.language.when import MOMENTS
from tests.support.moments import NAMES, trigger

_EVENTS: TypeAdapter[Came] = TypeAdapter(Happened)

VALUES = {"visible": "price", "hover": "price", "clicked": "price", "scrolled": "1%", "after": "0 seconds"}


def refused(value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        _EVENTS.validate_python(value, context=NAMES)
    return caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("written", "events"),
    [
        ("back", {"back": None}),
        (["back", "idle"], {"back": None, "idle": None}),
        ({"clicked": "price"}, {"clicked": "price"}),
        ({"clicked": "price", "stayed": "1 minute"}, {"clicked": "price", "stayed": 60.0}),
        (["visible", {"scrolled": "60%"}], {"visible": None, "scrolled": 60.0}),
        ({"back": True}, {"back": None}),
    ],
)
def test_events_are_written_as_a_name_a_mapping_or_a_list(written: object, events: Came) -> None:
    assert _EVENTS.validate_python(written, context=NAMES) == events


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("pointer_to_topleft", 'there is no event "pointer_to_topleft". Did you mean "pointer_to_top_left"?'),
        ({"clicked": "prise"}, 'there is no element "prise". Did you mean "price"?'),
        ({"stayed": 8}, 'write a duration such as "30 days", "8 hours" or "15 minutes"'),
        ({"scrolled": 60}, "write a percentage from 0% to 100%, such as 30%"),
        ({"back": "price"}, "back happens or does not: write `event: back`"),
        ({}, "a value is missing here"),
    ],
)
def test_what_is_no_event_is_told_with_the_nearest(written: object, message: str) -> None:
    assert refused(written) == message


def test_without_the_names_of_a_site_any_element_may_be_told() -> None:
    assert _EVENTS.validate_python({"clicked": "anything"}, context=Names()) == {"clicked": "anything"}


def test_every_event_ends_some_waiting_and_no_word_waits_for_another() -> None:
    words = {
        name: trigger(name, VALUES.get(name, {"on_touch": "scroll_up_or_back_or_idle"} if "exit" in name else True))
        for name in MOMENTS
    }
    assert {event for word in words.values() for event in word.events} == set(EVENTS)
    assert {event for word in words.values() if "element" in word.told for event in word.events} == OF_ELEMENTS
