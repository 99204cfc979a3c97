import pytest

from rules.choice import Choice, Choosing
from rules.context import Context
from rules.decision import Edit, Html, Op
from tests.support.actions import BANNER, FORGOTTEN, NOBODY, action, edits, fan, markup, refused, shopper


def block(source: object, **more: object) -> dict[str, object]:
    return {"into": "banner", "card": "card", "from": source, **more}


def titles(source: object, context: Context = NOBODY, **more: object) -> list[str]:
    """Return the titles of the cards in a block, in their order."""
    cards = markup("products", block(source, **more), context).split("</a></li>")
    return [card.rsplit(">", 1)[-1] for card in cards if card]


def chosen(value: object, context: Context) -> tuple[Choice, ...]:
    word = action("products", value)
    assert isinstance(word, Choosing)
    return word.chosen(context)


def test_the_cards_fill_the_block() -> None:
    card = Html('<li><a href="/p/4">Sea boots</a></li><li><a href="/p/1">Waxed coat</a></li>')
    assert edits("products", block("best")) == (Edit(BANNER, Op.FILL, card),)


def test_a_collection_keeps_its_order_without_what_is_sold_out() -> None:
    assert titles("best") == ["Sea boots", "Waxed coat"]


def test_a_list_of_ids_keeps_its_order() -> None:
    assert titles([2, "1"]) == ["Oilskin", "Waxed coat"]


def test_titles_are_escaped() -> None:
    assert titles(["5"]) == ["Deck &lt;shoes&gt;"]


def test_interest_takes_the_best_liked_category_first() -> None:
    assert titles("interest", fan("Coats", "boots", "boots")) == [
        "Sea boots",
        "Deck &lt;shoes&gt;",
        "Waxed coat",
        "Oilskin",
    ]


def test_no_more_than_asked_for() -> None:
    assert titles("interest", fan("Coats", "Boots"), count=1) == ["Sea boots"]


def test_the_product_of_this_page_is_not_offered() -> None:
    assert titles("interest", fan("Boots", page="4")) == ["Deck &lt;shoes&gt;"]


def test_the_fallback_fills_up_without_saying_anything_twice() -> None:
    assert titles("interest", fan("Boots"), fallback="best") == ["Sea boots", "Deck &lt;shoes&gt;", "Waxed coat"]


@pytest.mark.parametrize("somebody", [NOBODY, FORGOTTEN, fan("Hats")])
def test_the_fallback_is_for_those_of_whom_nothing_is_known(somebody: Context) -> None:
    assert titles("interest", somebody, fallback=["1"]) == ["Waxed coat"]


def test_recommended_takes_what_comes_next_and_then_what_most_met() -> None:
    assert titles("recommended", shopper("1")) == ["Sea boots", "Oilskin", "Deck &lt;shoes&gt;"]
    assert titles("recommended", NOBODY, count=2) == ["Waxed coat", "Oilskin"]


def test_a_category_narrows_what_is_offered() -> None:
    assert titles("recommended", shopper("1"), category="boots") == ["Sea boots", "Deck &lt;shoes&gt;"]
    assert titles("interest", fan("Boots", "Coats"), category=["Coats"]) == ["Waxed coat", "Oilskin"]
    assert titles("best", category=["Boots", "Clothes > Coats"]) == ["Sea boots"]


@pytest.mark.parametrize("card", ["card", "list"])
def test_it_tells_what_it_chose_and_why(card: str) -> None:
    found = chosen(block("recommended", card=card, count=1), shopper("1"))
    assert found == (Choice("4", "Sea boots", "because of 1: 3 of the 4 visits most like this one met it"),)


def test_what_the_card_passes_over_is_not_chosen() -> None:
    (found,) = chosen(block(["2", "4"], card="pictured"), NOBODY)
    assert found == Choice("4", "Sea boots", "the same for all")


@pytest.mark.parametrize("somebody", [NOBODY, FORGOTTEN, fan("Hats")])
def test_without_fallback_the_block_stays_the_shops(somebody: Context) -> None:
    assert edits("products", block("interest"), somebody) == ()


def test_an_empty_collection_leaves_the_block_to_the_shop() -> None:
    assert edits("products", block("none")) == ()


def test_a_product_that_lacks_what_the_card_shows_makes_way() -> None:
    pictures = markup("products", block(["2", "4"], card="pictured"))
    assert pictures == '<li><img src="/img/4.jpg" alt="Sea boots"></li>'


def test_a_fragment_may_loop_over_all_of_them() -> None:
    assert markup("products", block("best", card="list")) == "<ul><li>Sea boots</li><li>Waxed coat</li></ul>"


def test_it_tells_what_it_did() -> None:
    assert action("products", block("best")).outcome() == ("products", "banner")
    assert action("products", block("best")).touches() == (BANNER,)
    assert action("products", block("interest")).remembers()
    assert action("products", block("recommended")).remembers()
    assert not action("products", block("best")).remembers()


def test_one_rule_fills_an_element() -> None:
    assert action("products", block("best")).claims() & action("text", {"in": "banner", "say": "x"}).claims()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("banner", "missing"),
        (block("bets"), "unknown-collection"),
        (block(["9"]), "unknown-product"),
        (block(4), "unknown-collection"),
        (block("best", card="hello"), "wrong-value"),
        (block("best", count=0), "greater_than_equal"),
        (block("best", count=100), "less_than_equal"),
        (block("best", fallback="interest"), "wrong-value"),
        (block("best", fallback="recommended"), "wrong-value"),
        (block("best", category="Bots"), "unknown-category"),
        (block("best", category=[]), "wrong-value"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("products", value)
