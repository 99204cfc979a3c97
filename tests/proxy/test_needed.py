"""Whose bodies are looked into: by names alone, and rather one too many than one too few."""

from dataclasses import replace

import pytest

from proxy.facts import Facts
from proxy.needed import needed
from proxy.track import asked_of
from rules.language.persona import Persona
from rules.rulebook import Rulebook, Status
from tests.support.folder import draft
from tests.support.folder import rulebook as compiled
from tests.support.requests import NOON, head

_DO = "do: [ { hide: header } ]"
HIDE = f"consent: personalise\n{_DO}"
NOBODY = Facts(NOON)


def book(where: str, status: str = "live") -> Rulebook:
    text = draft(f"where: {{ {where} }}\n{HIDE}")
    found = compiled(text)
    return Rulebook(found.site, tuple(replace(each, status=Status(status)) for each in found.rules))


def is_needed(target: str, rulebook: Rulebook, facts: Facts = NOBODY) -> bool:
    return needed(asked_of(head(target), rulebook.site), facts, rulebook)


HOME, CART, NAMELESS = "/", "/basket", "/imprint"


@pytest.mark.parametrize(
    ("where", "targets"),
    [
        ("page: cart", {CART}),
        ("page: [cart, home]", {CART, HOME}),
        ("page: { not: cart }", {HOME, NAMELESS}),
        ('path: "/imprint"', {HOME, CART, NAMELESS}),
        ('page: cart, path: "/basket"', {CART, NAMELESS}),
    ],
)
def test_a_rule_needs_the_pages_that_it_may_speak_of(where: str, targets: set[str]) -> None:
    rulebook = book(where)
    assert {target for target in (HOME, CART, NAMELESS) if is_needed(target, rulebook)} >= targets
    assert is_needed(HOME, rulebook) is (HOME in targets)


@pytest.mark.parametrize("status", ["draft", "paused"])
def test_a_rule_that_is_not_live_needs_nothing(status: str) -> None:
    assert not is_needed(NAMELESS, book('path: "/imprint"', status))


def test_a_rule_that_only_tags_needs_no_body() -> None:
    found = compiled(draft("consent: personalise\ndo: [ { tag: keen } ]"))
    tagging = Rulebook(found.site, tuple(replace(each, status=Status.LIVE) for each in found.rules))
    assert not is_needed(HOME, tagging)


def test_a_preview_needs_every_page_for_its_ribbon() -> None:
    assert is_needed(NAMELESS, book("page: cart"), Facts(NOON, persona=Persona()))
    assert not is_needed(NAMELESS, book("page: cart"))


def test_a_page_that_may_tell_needs_our_script() -> None:
    assert is_needed(NAMELESS, book("page: cart"), Facts(NOON, ticket="t"))


def test_a_rule_that_waits_on_the_page_needs_its_body_for_our_script() -> None:
    found = compiled(draft("where: { page: cart }\nwithout_consent: request_only\nwhen: { after: 5 seconds }\n" + _DO))
    live = Rulebook(found.site, tuple(replace(each, status=Status.LIVE) for each in found.rules))
    assert is_needed(CART, live)
    assert not is_needed(HOME, live)
