"""A person is offered: the shop's chat by one click, or a call to a number that is in one message and nowhere else."""

import pytest
from pydantic import ValidationError

from rules.decision import Post
from rules.hearing import insists
from scoring.event import Event, Kind
from tests.support.answers import AGREED, RULE, asking, heard, is_unheard, markup
from tests.support.words import NOW

PLACE = {"say": "Talk to <us>", "into": "header", "at": "end"}
LINKED = asking("help", {**PLACE, "by": "chat", "link": "/chat?a=1&b=2"})
OPENED = asking("help", {**PLACE, "by": "chat", "opens": "chat"})
CALL = asking("help", {**PLACE, "by": "call", "to": "support", "notice": "notice"})


def test_chat_is_a_link_of_the_shop() -> None:
    assert markup(LINKED) == (
        f'<div class="dv-help" data-dv-rule="{RULE}"><div data-dv-choice="help">'
        '<a href="/chat?a=1&amp;b=2" data-dv-option="chat">Talk to &lt;us&gt;</a></div></div>'
    )


def test_or_a_button_that_clicks_what_the_shop_has_for_it() -> None:
    assert 'data-dv-option="chat" data-dv-click="button.chat">Talk to &lt;us&gt;</button>' in markup(OPENED)
    assert [element.name for element in OPENED.touches()] == ["header", "chat"]


def test_a_call_is_a_form_with_a_label_a_notice_and_a_pattern() -> None:
    form = markup(CALL)
    assert f'<label for="dv-{RULE}-phone">Your telephone number</label>' in form
    assert f'<input id="dv-{RULE}-phone" name="phone" type="tel" autocomplete="tel" required pattern="' in form
    assert f'<div id="dv-{RULE}-phone-notice"><p>We use it for this call alone.</p></div>' in form


def test_who_asked_for_help_is_known_by_that_alone() -> None:
    assert heard(LINKED, "help", {"option": "chat"}).events == (Event(Kind.HELPED, RULE, NOW, {"by": "chat"}),)
    left = heard(CALL, "help", {"phone": " +33 1 44 55 (66) 77 "})
    assert left.events == (Event(Kind.HELPED, RULE, NOW, {"by": "call"}),)
    assert left.posts == (Post("support", "call_back", {"phone": "+33 1 44 55 (66) 77"}),)
    assert left.posts[0].told == {"phone": "+33 1 44 55 (66) 77"}


@pytest.mark.parametrize(
    "phone", ["", "12", "call me", "ada@shop.example", "+", "0" * 40, "01234567x", "+33 1 44\n55 66"]
)
def test_what_is_no_number_is_not_heard(phone: str) -> None:
    assert is_unheard(CALL, "help", {"phone": phone})


@pytest.mark.parametrize("fields", [{}, {"option": "call"}, {"phone": "0144556677", "name": "Ada"}])
def test_what_was_not_asked_is_not_heard(fields: dict[str, str]) -> None:
    assert is_unheard(LINKED, "help", fields)
    assert is_unheard(CALL, "help", fields)


def test_only_a_form_has_to_be_heard() -> None:
    assert [insists(each) for each in (LINKED, OPENED, CALL)] == [False, False, True]


def test_what_is_not_known_is_not_said() -> None:
    assert asking("help", {**PLACE, "by": "chat", "link": "/c", "say": "In {{ place.city }}"}).edits(AGREED) == ()
    assert asking("help", {**PLACE, "by": "call", "to": "support", "notice": "again"}).edits(AGREED) == ()


def test_it_tells_what_it_did() -> None:
    assert (LINKED.outcome(), CALL.outcome()) == (("help", "chat"), ("help", "call"))
    assert (CALL.claims(), CALL.remembers(), LINKED.remembers()) == (frozenset(), False, False)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"by": "chat"}, "wrong-value"),
        ({"by": "chat", "link": "/chat", "opens": "chat"}, "wrong-value"),
        ({"by": "chat", "link": "/chat", "to": "support"}, "wrong-value"),
        ({"by": "call"}, "missing-value"),
        ({"by": "call", "to": "support"}, "missing-value"),
        ({"by": "call", "to": "support", "notice": "notice", "link": "/chat"}, "missing-value"),
        ({"by": "call", "to": "support", "notice": "card"}, "unknown-value"),
        ({"by": "fax"}, "literal_error"),
    ],
)
def test_help_that_leads_nowhere_is_refused(value: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        asking("help", {**PLACE, **value})
    assert [error["type"] for error in caught.value.errors()] == [code]
