"""Who belongs to a segment though nobody asks for a page, and what a list may know of them."""

from dataclasses import dataclass

import pytest

from proxy.audience import Audience, Member, digest
from rules.context import Context, Truth
from rules.rulebook import Site
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON

ADDRESS = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"
"""SHA-256 of test@example.com."""


@dataclass(frozen=True, slots=True)
class Answers:
    truth: Truth

    def answer(self, _context: Context) -> Truth:
        return self.truth


class OnDesktop:
    def answer(self, context: Context) -> Truth:
        return Truth.of(context.request.device == "desktop" or context.place.country is not None)


def captured(purpose: str, until: float = NOON + 60) -> Visitor:
    detail = {"rule": "keep", "email": " Test@Example.com ", "until": str(until)}
    return Visitor().after(Event(Kind.CAPTURED, purpose, NOON - 60, detail))


def found(visitor: Visitor, truth: Truth = Truth.YES) -> Member | None:
    return Audience(Site(), Answers(truth)).member("anna", visitor, NOON)


def test_an_address_is_hashed_as_customer_lists_ask_for_it() -> None:
    assert digest(" Test@Example.com ") == ADDRESS
    assert found(captured("marketing")) == Member("anna", ADDRESS, 20, "discovery")


@pytest.mark.parametrize("visitor", [Visitor(), captured("service"), captured("marketing", NOON - 1)])
def test_without_an_address_for_marketing_there_is_no_hash(visitor: Visitor) -> None:
    member = found(visitor)
    assert member is not None
    assert member.email_sha256 == ""


@pytest.mark.parametrize("truth", [Truth.NO, Truth.UNKNOWN])
def test_who_does_not_belong_or_cannot_be_told_is_left_out(truth: Truth) -> None:
    assert found(captured("marketing"), truth) is None


def test_nothing_is_made_up_that_only_a_request_tells() -> None:
    assert Audience(Site(), OnDesktop()).member("anna", captured("marketing"), NOON) is None
