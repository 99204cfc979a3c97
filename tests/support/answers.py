"""Speaks of one word of do that hears answers: what it puts on the page, what it leaves, and what it never offered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from rules.context import Consent, Context
from rules.decision import Element
from rules.hearing import Heard, Hearing, Told, UnheardError
from rules.language.doing import ACTIONS
from rules.language.names import Names
from rules.language.template import compile_fragment
from rules.language.word import find
from rules.meaning import Meaning, Offer
from rules.rulebook import Action
from rules.webhook import Webhook
from scoring.event import Kind
from tests.support.words import NOW

RULE = "spring"

FRAGMENTS = {
    "like-us": '<p><a href="https://reviews.example/us">Tell others</a></p>',
    "sorry": '<p>We are sorry. <a href="/delivery">Delivery</a></p>',
    "again": "<p>Visit {{ visitor.visits }}, from {{ place.city }}</p>",
    "notice": "<p>We use it for this call alone.</p>",
    "card": "<p>{{ product.title }}</p>",
}

BOOTS = Meaning(Kind.CHOSE, "season", {"option": "boots", "category": "Boots"})
RUGS = Meaning(Kind.CHOSE, "season", {"option": "rugs"})

NAMES = Names(
    elements={"header": Element("header", "#header"), "chat": Element("chat", "button.chat")},
    fragments={name: compile_fragment(f"fragments/{name}.html", text) for name, text in FRAGMENTS.items()},
    choices={"season": Offer("season", {"boots": (BOOTS, Meaning(Kind.TAGGED, "rain")), "rugs": (RUGS,)})},
    webhooks={"support": Webhook("support", "https://support.example/")},
    rule=RULE,
)

AGREED = Context(NOW, consent=Consent(frozenset({"personalise"})))
STRANGER = Context(NOW)


def asking(name: str, value: object) -> Action:
    entry = find(ACTIONS, name)
    assert entry is not None
    made: Action = entry.adapter.validate_python(entry.kind.fields(name, value), context=NAMES)  # type: ignore[assignment]
    return made


def markup(action: Action, context: Context = AGREED) -> str:
    """Return the markup of the one edit that an action makes, "" when it makes none."""
    return "".join(getattr(edit.content, "markup", "") for edit in action.edits(context))


def heard(action: Action, what: str, fields: Mapping[str, str]) -> Heard:
    ear = cast(Hearing, action)
    assert what in ear.hears
    return ear.heard(fields, replace(Told(RULE, what, NOW), consent=AGREED.consent))


def is_unheard(action: Action, what: str, fields: Mapping[str, str]) -> bool:
    with pytest.raises(UnheardError):
        heard(action, what, fields)
    return True
