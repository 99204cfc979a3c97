"""The kinds of events are a closed list, of which the browser tells some."""

from scoring.event import SIGNALS, Event, Kind


def test_an_event_has_no_detail_unless_told() -> None:
    assert dict(Event(Kind.SEEN, "/", 0.0).detail) == {}


def test_what_the_shop_tells_is_no_signal() -> None:
    assert not SIGNALS & {Kind.ARRIVED, Kind.SEEN, Kind.SEARCHED, Kind.ADDED, Kind.BASKET, Kind.ORDERED, Kind.SHOWN}


def test_kinds_are_named_in_the_past_or_as_what_goes_on() -> None:
    assert {kind.value for kind in SIGNALS} == {
        *("hovered", "clicked", "ignored", "scrolled", "stayed", "moved", "leaving"),
    }
