from dataclasses import replace

from rules.person import person
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import FORGOTTEN, NOBODY
from tests.support.words import DAY, NOW

MARKETING = frozenset({"marketing"})


def test_of_somebody_new_hardly_anything_is_known() -> None:
    found = person(NOBODY, MARKETING)
    assert (found.email, found.product, found.tags) == (None, None, "")


def test_of_somebody_whose_past_is_unknown_nothing_is() -> None:
    assert vars(person(FORGOTTEN, MARKETING)) == {}


def test_of_several_addresses_the_one_for_this_purpose_is_told() -> None:
    given = [
        Event(Kind.CAPTURED, purpose, NOW - 5, {"rule": "r", "email": f"{purpose}@b.example", "until": str(NOW + DAY)})
        for purpose in ("marketing", "service")
    ]
    context = replace(NOBODY, visitor=Visitor().after_all(given))
    assert person(context, MARKETING).email == "marketing@b.example"
    assert person(context, frozenset({"service", "personalise"})).email == "service@b.example"
    assert person(context, frozenset({"personalise"})).email is None
