"""What the browser tells of a visit is summed up, whatever comes in."""

import pytest

from scoring.behaviour import KEPT_ELEMENTS, Behaviour
from scoring.event import Event, Kind


def told(*signals: tuple[Kind, str, dict[str, str]]) -> Behaviour:
    behaviour = Behaviour()
    for kind, subject, detail in signals:
        behaviour = behaviour.after(Event(kind, subject, 0.0, detail))
    return behaviour


def test_elements_are_counted_by_name() -> None:
    hovered = told((Kind.HOVERED, "price", {}), (Kind.HOVERED, "price", {}), (Kind.CLICKED, "add", {}))
    assert hovered == Behaviour(hovered={"price": 2}, clicked={"add": 1})


def test_what_was_in_sight_and_left_alone_is_counted() -> None:
    assert told((Kind.IGNORED, "banner", {})).ignored == {"banner": 1}


def test_scrolling_and_time_add_up() -> None:
    behaviour = told((Kind.SCROLLED, "/", {"depth": "40"}), (Kind.SCROLLED, "/b", {"depth": "60"}))
    assert behaviour.scrolled == 100.0
    assert told((Kind.STAYED, "/", {"seconds": "1.5"}), (Kind.STAYED, "/", {"seconds": "2"})).seconds == 3.5


@pytest.mark.parametrize("text", ["", "-5", "nan", "inf", "-inf", "much"])
def test_a_number_that_is_none_adds_nothing(text: str) -> None:
    assert told((Kind.STAYED, "/", {"seconds": text})) == Behaviour()


def test_no_signal_tells_of_more_than_there_can_be() -> None:
    assert told((Kind.SCROLLED, "/", {"depth": "1e9"})).scrolled == 100.0


@pytest.mark.parametrize("kind", [Kind.SEEN, Kind.MOVED, Kind.SHOWN])
def test_what_is_no_sum_changes_nothing(kind: Kind) -> None:
    assert told((kind, "price", {})) == Behaviour()


def test_names_are_bounded() -> None:
    behaviour = told(*((Kind.HOVERED, f"element-{number}", {}) for number in range(KEPT_ELEMENTS + 10)))
    assert len(behaviour.hovered) == KEPT_ELEMENTS
    assert behaviour.after(Event(Kind.HOVERED, "element-0", 0.0)).hovered["element-0"] == 2
