"""Several ways to go on: links for everybody, and a sign of what somebody wants where he agreed to tell."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from rules.decision import Op
from scoring.event import Event, Kind
from tests.support.answers import AGREED, RULE, STRANGER, asking, heard, is_unheard, markup
from tests.support.words import NOW

OPTIONS = {
    "boots": {"say": "Dry feet", "link": "/c/boots"},
    "rugs": {"say": "A <warm> floor", "link": "/c/rugs?a=1&b=2"},
}
SEASON = {"of": "season", "question": "What shall it be?", "into": "header", "at": "end", "options": OPTIONS}


def test_options_are_links_in_a_group_that_has_a_name() -> None:
    (edit,) = asking("choice", SEASON).edits(AGREED)
    assert (edit.op, edit.element.name) == (Op.APPEND, "header")
    assert markup(asking("choice", SEASON)) == (
        f'<div class="dv-choice" role="group" aria-labelledby="dv-{RULE}-question" data-dv-rule="{RULE}" '
        f'data-dv-choice="choice"><p id="dv-{RULE}-question">What shall it be?</p><ul>'
        '<li><a href="/c/boots" data-dv-option="boots">Dry feet</a></li>'
        '<li><a href="/c/rugs?a=1&amp;b=2" data-dv-option="rugs">A &lt;warm&gt; floor</a></li></ul></div>'
    )


def test_who_did_not_agree_gets_plain_links_that_need_no_script() -> None:
    plain = markup(asking("choice", SEASON), STRANGER)
    assert '<a href="/c/boots">Dry feet</a>' in plain
    assert "data-dv-" not in plain


def test_the_option_that_is_taken_leaves_all_that_it_means() -> None:
    assert heard(asking("choice", SEASON), "choice", {"option": "boots"}).events == (
        Event(Kind.CHOSE, "season", NOW, {"option": "boots", "category": "Boots"}),
        Event(Kind.TAGGED, "rain", NOW),
    )


def test_an_option_that_was_seen_and_left_alone_is_a_sign_too() -> None:
    choice = asking("choice", SEASON)
    assert heard(choice, "ignored", {"option": "boots"}).events == (
        Event(Kind.IGNORED, "season:boots", NOW, {"category": "Boots"}),
    )
    assert heard(choice, "ignored", {"option": "rugs"}).events == (Event(Kind.IGNORED, "season:rugs", NOW),)


@pytest.mark.parametrize("fields", [{}, {"option": "hats"}, {"option": ""}, {"option": "boots", "price": "0"}])
def test_what_was_not_offered_is_not_heard(fields: dict[str, str]) -> None:
    choice = asking("choice", SEASON)
    assert is_unheard(choice, "choice", fields)
    assert is_unheard(choice, "ignored", fields)


def test_what_is_not_known_is_not_said() -> None:
    asked = {**SEASON, "question": "What shall it be in {{ place.city }}?"}
    assert asking("choice", asked).edits(AGREED) == ()
    options = {**OPTIONS, "boots": {"say": "Dry feet in {{ place.city }}", "link": "/c/boots"}}
    assert asking("choice", {**SEASON, "options": options}).edits(AGREED) == ()


def test_it_remembers_only_where_it_shows_the_past() -> None:
    assert not asking("choice", SEASON).remembers()
    assert asking("choice", {**SEASON, "question": "Visit {{ visitor.visits }}?"}).remembers()


def test_it_tells_what_it_did() -> None:
    choice = asking("choice", SEASON)
    assert choice.outcome() == ("choice", "season")
    assert ([each.name for each in choice.touches()], choice.claims()) == (["header"], frozenset())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"of": "seson"}, "unknown-choice"),
        ({"into": "hedder"}, "unknown-element"),
        ({"options": {**OPTIONS, "hats": {"say": "Hats", "link": "/c/hats"}}}, "unknown-option"),
        ({"options": {"boots": OPTIONS["boots"]}}, "too_short"),
        ({"options": {**OPTIONS, "rugs": {"say": "Rugs", "link": "javascript:alert(1)"}}}, "not-a-link"),
    ],
)
def test_what_makes_no_sense_is_refused(more: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        asking("choice", {**SEASON, **more})
    assert [error["type"] for error in caught.value.errors()] == [code]


def test_it_works_where_the_past_is_not_known() -> None:
    assert markup(asking("choice", SEASON), replace(AGREED, visitor=None)) == markup(asking("choice", SEASON))
