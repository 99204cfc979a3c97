"""Satisfaction is asked fairly: who is happy may praise, who is not is heard by the shop, and nobody is paid for it."""

import pytest
from pydantic import ValidationError

from rules.decision import Op, Post
from rules.hearing import insists
from scoring.event import Event, Kind
from tests.support.answers import AGREED, RULE, asking, heard, is_unheard, markup
from tests.support.words import NOW

HOW = {
    "question": "Did we do <well>?",
    "into": "header",
    "at": "after",
    "happy": {"say": "Yes", "then": "like-us"},
    "unhappy": {"say": "Not quite", "then": "sorry"},
    "to": "support",
}
ASK = asking("ask", HOW)


def test_the_question_is_a_form_whose_buttons_say_the_answer() -> None:
    (edit,) = ASK.edits(AGREED)
    assert (edit.op, edit.element.name) == (Op.AFTER, "header")
    assert markup(ASK).startswith(
        f'<div class="dv-ask" data-dv-rule="{RULE}"><form method="dialog" data-dv-tell="ask"><fieldset>'
        '<legend>Did we do &lt;well&gt;?</legend><button name="answer" value="happy">Yes</button> '
        '<button name="answer" value="unhappy">Not quite</button></fieldset></form>'
    )


def parts() -> dict[str, str]:
    """Return what is shown after each answer."""
    found = markup(ASK).split('<div data-dv-then="')[1:]
    return {part.partition('"')[0]: part.partition(">")[2] for part in found}


def test_praise_is_asked_of_the_happy_alone_and_the_unhappy_get_a_form() -> None:
    shown = parts()
    assert list(shown) == ["happy", "unhappy", "sent"]
    assert "reviews.example" in shown["happy"]
    assert "<textarea" not in shown["happy"]
    assert "We are sorry" in shown["unhappy"]
    assert "reviews.example" not in shown["unhappy"]
    assert f'<label for="dv-{RULE}-words">' in shown["unhappy"]
    assert f'<textarea id="dv-{RULE}-words" name="words"' in shown["unhappy"]
    assert "Thank you." in shown["sent"]


def test_without_fragments_the_happy_are_thanked_and_the_unhappy_still_get_a_form() -> None:
    short = markup(asking("ask", {**HOW, "happy": "Yes", "unhappy": "No", "thanks": "Merci"}))
    assert short.count("<p>Merci</p>") == 2
    assert short.count("<textarea") == 1


@pytest.mark.parametrize("answer", ["happy", "unhappy"])
def test_the_answer_is_kept(answer: str) -> None:
    left = heard(ASK, "ask", {"answer": answer})
    assert left.events == (Event(Kind.RATED, RULE, NOW, {"answer": answer}),)
    assert left.posts == ()


def test_feedback_goes_to_the_shop_and_its_words_are_kept_nowhere() -> None:
    left = heard(ASK, "feedback", {"words": "  The sole came off.\n"})
    assert left.events == (Event(Kind.RATED, RULE, NOW, {"answer": "unhappy"}),)
    told = {"answer": "unhappy", "words": "The sole came off."}
    assert left.posts == (Post("support", "feedback", told),)
    assert left.posts[0].told == told


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("ask", {}),
        ("ask", {"answer": "glad"}),
        ("ask", {"answer": "happy", "stars": "5"}),
        ("ask", {"words": "Fine"}),
        ("feedback", {}),
        ("feedback", {"words": " \n "}),
        ("feedback", {"words": "a" * 1501}),
        ("feedback", {"words": "Fine", "answer": "happy"}),
    ],
)
def test_what_was_not_asked_is_not_heard(what: str, fields: dict[str, str]) -> None:
    assert is_unheard(ASK, what, fields)


@pytest.mark.parametrize("part", ["question", "happy", "unhappy"])
def test_what_is_not_known_is_not_said(part: str) -> None:
    said = "In {{ place.city }}?" if part == "question" else {"say": "Yes", "then": "again"}
    assert asking("ask", {**HOW, part: said}).edits(AGREED) == ()


def test_it_must_be_heard_and_remembers_only_where_it_shows_the_past() -> None:
    assert insists(ASK)
    assert not ASK.remembers()
    assert asking("ask", {**HOW, "happy": {"say": "Yes", "then": "again"}}).remembers()


def test_it_tells_what_it_did() -> None:
    assert ASK.outcome() == ("asked", "header")
    assert ([each.name for each in ASK.touches()], ASK.claims()) == (["header"], frozenset())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"unhappy": {"say": "No", "then": "like-us"}}, "unhappy-led-away"),
        ({"happy": {"say": "Yes", "then": "card"}}, "unknown-value"),
        ({"happy": {"say": "Yes", "then": "nothing"}}, "undefined-fragment"),
        ({"to": "suport"}, "unknown-webhook"),
        ({"into": "hedder"}, "unknown-element"),
    ],
)
def test_what_is_unfair_or_makes_no_sense_is_refused(more: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        asking("ask", {**HOW, **more})
    assert [error["type"] for error in caught.value.errors()] == [code]
