from dataclasses import replace

import pytest

from rules.context import Context
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import FORGOTTEN, NOBODY, action, edits, refused
from tests.support.words import DAY, NOW

HUNTER = {"add": "bargain-hunter", "for": "30 days"}


def marks(value: object, context: Context = NOBODY) -> tuple[Event, ...]:
    return action("tag", value).marks(context)


def tagged(span: str = "no end", at: float = NOW, name: str = "bargain-hunter") -> Event:
    return Event(Kind.TAGGED, name, at, {"for": span})


def bearing(event: Event) -> Context:
    return replace(NOBODY, visitor=Visitor().after(event))


@pytest.mark.parametrize(
    ("value", "event"),
    [
        ("bargain-hunter", tagged()),
        ({"add": "bargain-hunter"}, tagged()),
        (HUNTER, tagged("2592000.0")),
    ],
)
def test_a_tag_is_left_with_the_visitor(value: object, event: Event) -> None:
    assert marks(value) == (event,)
    assert marks(value, FORGOTTEN) == (event,)


def test_a_tag_is_taken_off() -> None:
    assert marks({"remove": "bargain-hunter"}, bearing(tagged())) == (tagged("0"),)
    assert Visitor().after_all([tagged(), tagged("0")]).marks.tagged(NOW) == frozenset()


def test_the_page_stays_as_it_is() -> None:
    assert edits("tag", HUNTER) == ()
    assert (action("tag", HUNTER).touches(), action("tag", HUNTER).claims()) == ((), frozenset())


@pytest.mark.parametrize(
    ("value", "borne"),
    [
        ("bargain-hunter", tagged(at=NOW - DAY)),
        (HUNTER, tagged(str(30 * DAY), NOW - DAY)),
    ],
)
def test_what_is_borne_already_is_no_news(value: object, borne: Event) -> None:
    assert marks(value, bearing(borne)) == ()


@pytest.mark.parametrize(
    ("value", "borne"),
    [
        ("bargain-hunter", tagged(str(30 * DAY), NOW - DAY)),
        (HUNTER, tagged(at=NOW - DAY)),
        (HUNTER, tagged(str(30 * DAY), NOW - 2 * DAY)),
        (HUNTER, tagged(str(30 * DAY), NOW - 40 * DAY)),
        (HUNTER, tagged(name="keen")),
    ],
)
def test_another_time_or_another_tag_is_news(value: object, borne: Event) -> None:
    assert len(marks(value, bearing(borne))) == 1


def test_what_is_not_borne_cannot_be_taken_off() -> None:
    assert marks({"remove": "bargain-hunter"}) == ()


def test_it_tells_what_it_did() -> None:
    assert action("tag", HUNTER).outcome() == ("tagged", "bargain-hunter")
    assert action("tag", {"remove": "keen"}).outcome() == ("untagged", "keen")


@pytest.mark.parametrize(
    "value",
    [{}, {"add": "a", "remove": "b"}, {"remove": "a", "for": "3 days"}, "Two words", {"add": "a", "for": "long"}, 3],
)
def test_what_is_no_tag_is_refused(value: object) -> None:
    assert refused("tag", value)
