"""A mail address is taken as browsers check it, for one purpose that was agreed to, and so long."""

import pytest

from rules.capture import Capture
from rules.context import Consent, Context
from rules.decision import Post
from rules.hearing import Heard, Told, UnheardError, insists
from scoring.event import Event, Kind
from tests.support.words import DAY, NOW

CAPTURE = Capture("marketing", 30 * DAY)
TOLD = Told("exit", "capture", NOW, Consent(frozenset({"personalise", "marketing"})))


def heard(fields: dict[str, str], capture: Capture = CAPTURE, told: Told = TOLD) -> Heard:
    return capture.heard(fields, told)


def test_an_address_is_kept_for_its_purpose_until_its_time_has_come() -> None:
    known = {"rule": "exit", "email": "ada@shop.example", "until": str(NOW + 30 * DAY)}
    assert heard({"email": " ada@shop.example "}) == Heard((Event(Kind.CAPTURED, "marketing", NOW, known),))


def test_the_webhook_that_the_rule_names_is_told() -> None:
    (post,) = heard({"email": "ada@shop.example"}, Capture("marketing", 60.0, "crm")).posts
    told = {"email": "ada@shop.example", "purpose": "marketing", "until": NOW + 60.0}
    assert (post, post.told) == (Post("crm", "email_captured", told), told)


@pytest.mark.parametrize("address", ["a@b", "ada.l+shop@mail.shop.example", "o'hara@x-y.example", f"a@{'b' * 63}"])
def test_what_browsers_let_pass_is_taken(address: str) -> None:
    assert heard({"email": address}).events


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "ada",
        "ada@",
        "@shop.example",
        "ada@-shop.example",
        "ada@shop..example",
        "a b@shop.example",
        "a@b\n"[:2],
    ],
)
def test_what_is_no_address_is_not_heard(address: str) -> None:
    with pytest.raises(UnheardError):
        heard({"email": address})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"mail": "ada@shop.example"},
        {"email": "ada@shop.example", "name": "Ada"},
        {"email": f"{'a' * 250}@b.example"},
    ],
)
def test_what_was_not_asked_is_not_heard(fields: dict[str, str]) -> None:
    with pytest.raises(UnheardError):
        heard(fields)


def test_nothing_is_kept_for_a_purpose_that_nobody_agreed_to() -> None:
    for consent in (Consent(), Consent(frozenset({"personalise"}))):
        with pytest.raises(UnheardError):
            heard({"email": "ada@shop.example"}, told=Told("exit", "capture", NOW, consent))


def test_it_changes_no_page_by_itself() -> None:
    here = Context(NOW)
    assert (CAPTURE.edits(here), CAPTURE.marks(here), CAPTURE.touches(), CAPTURE.claims()) == ((), (), (), frozenset())
    assert CAPTURE.outcome() == ("captures", "marketing")
    assert (insists(CAPTURE), CAPTURE.keeps, CAPTURE.remembers()) == (True, True, False)
