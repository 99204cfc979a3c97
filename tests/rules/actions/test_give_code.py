from dataclasses import replace

import pytest

from rules.actions.give_code import NONE_LEFT, GiveCode
from rules.beyond import Beyond
from rules.codes import Wish
from rules.coming import Coming
from rules.context import Context
from rules.decision import Op
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import BANNER, FORGOTTEN, NOBODY, action, edits, markup, refused
from tests.support.words import DAY, NOW

SHOWN = {"pool": "freeship", "expires": "3 days", "into": "banner", "fragment": "code"}
HELD = Visitor().after(Event(Kind.GIVEN, "freeship", NOW, {"code": "SHIP-1", "until": ""}))


def saying(coming: Coming | None) -> Context:
    return replace(NOBODY, code=coming)


def given(value: object = SHOWN) -> GiveCode:
    made = action("give_code", value)
    assert isinstance(made, GiveCode)
    return made


def test_a_code_that_is_held_stands_on_the_page() -> None:
    assert markup("give_code", SHOWN, saying(Coming("code.freeship", "SHIP-1", "2026-11-25"))) == (
        "<p>Your code: <b>SHIP-1</b>, until 2026-11-25</p>"
    )


def test_a_code_is_text_and_never_markup() -> None:
    assert "<b>&lt;i&gt;&amp;&quot;</b>" in markup("give_code", SHOWN, saying(Coming("code.freeship", '<i>&"')))


def test_for_a_code_that_is_being_fetched_there_is_a_place() -> None:
    made = markup("give_code", SHOWN, saying(Coming("code.freeship", None, "2026-11-25")))
    assert '<b><span data-dv-live="code.freeship">•••</span></b>, until 2026-11-25' in made


def test_it_goes_where_it_is_told() -> None:
    (edit,) = edits("give_code", {**SHOWN, "at": "before"}, saying(Coming("code.freeship", "A")))
    assert (edit.element, edit.op) == (BANNER, Op.BEFORE)
    assert given().touches() == (BANNER,)


def test_without_a_fragment_it_leaves_the_page_to_others() -> None:
    assert edits("give_code", "freeship", saying(Coming("code.freeship", "A"))) == ()
    assert given("freeship").touches() == ()


def test_where_nothing_is_given_nothing_is_shown() -> None:
    assert edits("give_code", SHOWN, saying(None)) == ()


def test_it_wishes_for_a_code_of_its_pool() -> None:
    assert given().wish() == Wish("freeship", "spring", 3 * DAY)
    assert given("freeship").wish() == Wish("freeship", "spring")


def test_a_page_that_awaits_a_code_hears_it() -> None:
    assert given().lives(replace(NOBODY, visitor=HELD)) == {"code.freeship": "SHIP-1"}
    assert given().lives(NOBODY) == {}
    assert given().lives(FORGOTTEN) == {}


def test_a_page_that_awaits_a_code_hears_that_there_is_none() -> None:
    none = Beyond(empty=frozenset({"freeship"}))
    assert given().lives(replace(NOBODY, beyond=none)) == {"code.freeship": NONE_LEFT}
    assert given().lives(replace(NOBODY, beyond=none, visitor=HELD)) == {"code.freeship": "SHIP-1"}


def test_it_tells_what_it_did() -> None:
    assert given().outcome() == ("code", "freeship")
    assert given().claims() == frozenset()
    assert given().remembers()


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [
        ("freeshop", "unknown-pool", 'there is no pool "freeshop". Did you mean "freeship"?'),
        ({"pool": "freeship", "fragment": "code"}, "wrong-value", "goes `into`"),
        ({"pool": "freeship", "into": "banner"}, "wrong-value", "which `fragment` shows"),
        ({"pool": "freeship", "expires": "soon"}, "not-a-duration", "3"),
        ({**SHOWN, "fragment": "card"}, "unknown-value", "only `products` can fill it"),
        ({**SHOWN, "values": {"words": "x"}}, "unknown-value", "values.words"),
    ],
)
def test_what_is_wrong_is_told(value: object, code: str, told: str) -> None:
    assert told in refused("give_code", value)[code]
