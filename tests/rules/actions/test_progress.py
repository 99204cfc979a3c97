from collections.abc import Mapping
from decimal import Decimal

import pytest

from rules.context import Context
from rules.decision import Op
from rules.living import Living
from scoring.event import Event, Kind
from scoring.loyalty import Loyalty
from scoring.measures import Measures
from scoring.visitor import Visitor
from tests.support.actions import BANNER, FORGOTTEN, NOBODY, action, edits, markup, refused
from tests.support.words import NOW


def progress(goal: object = 3, of: str = "cart.items", **more: object) -> dict[str, object]:
    return {"fragment": "more", "into": "banner", "goal": goal, "of": of, **more}


def basket(items: int, value: str = "0", at: float = NOW - 60) -> Event:
    return Event(Kind.BASKET, "", at, {"items": str(items), "value": value, "coupon": ""})


def after(*events: Event) -> Context:
    return Context(NOW, visitor=Visitor().after_all(events))


def lives(value: Mapping[str, object], context: Context) -> Mapping[str, str]:
    made = action("progress", value)
    assert isinstance(made, Living)
    return made.lives(context)


def test_it_counts_in_the_first_bytes_under_a_key_of_its_own() -> None:
    assert markup("progress", progress(), after(basket(1))) == (
        '<div class="dv-progress" role="status" data-dv-live="spring.more" data-dv-html><p>2 of 3 to go</p></div>'
    )


@pytest.mark.parametrize(("items", "words"), [(0, "3 of 3 to go"), (2, "1 of 3 to go"), (3, "Done"), (7, "Done")])
def test_it_counts_down_to_the_goal_and_no_further(items: int, words: str) -> None:
    assert f"<p>{words}</p>" in markup("progress", progress(), after(basket(items)))


def test_what_was_added_since_the_shop_last_showed_the_basket_counts() -> None:
    added = [Event(Kind.ADDED, "103", at) for at in (NOW - 50, NOW - 40)]
    assert "1 of 4" in markup("progress", progress(4), after(basket(1), *added))
    assert "1 of 3" in markup("progress", progress(), after(*added))


def test_what_the_shop_has_shown_since_is_not_counted_twice() -> None:
    added = Event(Kind.ADDED, "103", NOW - 70)
    assert "2 of 3" in markup("progress", progress(), after(added, basket(1)))
    ordered = Event(Kind.ORDERED, "7", NOW - 60, {"value": "90"})
    assert "3 of 3" in markup("progress", progress(), after(added, ordered))


def test_it_counts_what_a_basket_is_worth_to_the_cent() -> None:
    dear = progress("150 EUR", "cart.value")
    assert "109.50 of 150.00 to go" in markup("progress", dear, after(basket(1, "40.50")))
    assert "Done" in markup("progress", dear, after(basket(2, "150")))


def test_it_counts_orders_visits_and_points() -> None:
    loyal = after(
        Event(Kind.SEEN, "/", NOW - 90_000), Event(Kind.ORDERED, "7", NOW - 89_000, {"value": "90"}), basket(1)
    )
    assert "2 of 3" in markup("progress", progress(3, "orders.count"), loyal)
    assert "1 of 3" in markup("progress", progress(3, "visits"), loyal)
    giving = Measures(loyalty=Loyalty(spent=Decimal(1)))
    counting = Context(NOW, visitor=loyal.visitor, measures=giving)
    assert "110 of 200" in markup("progress", progress(200, "loyalty.points"), counting)


@pytest.mark.parametrize("of", ["cart.items", "cart.value", "orders.count", "visits", "loyalty.points"])
def test_nothing_is_counted_of_somebody_whose_past_is_not_known(of: str) -> None:
    assert edits("progress", progress(of=of), FORGOTTEN) == ()
    assert lives(progress(of=of), FORGOTTEN) == {}


@pytest.mark.parametrize(
    ("at", "op"), [("before", Op.BEFORE), ("start", Op.PREPEND), ("end", Op.APPEND), ("after", Op.AFTER)]
)
def test_it_stands_where_it_is_told(at: str, op: Op) -> None:
    (edit,) = edits("progress", progress(at=at))
    assert (edit.element, edit.op) == (BANNER, op)


def test_it_stands_at_the_end_unless_somebody_says_otherwise() -> None:
    assert edits("progress", progress()) == edits("progress", progress(at="end"))


def test_on_a_page_in_sight_it_tells_what_would_stand_there_now() -> None:
    assert lives(progress(), after(basket(2))) == {"spring.more": "<p>1 of 3 to go</p>"}
    assert lives(progress(), NOBODY) == {"spring.more": "<p>3 of 3 to go</p>"}


def test_it_tells_what_it_did() -> None:
    assert action("progress", progress()).outcome() == ("progress", "more")
    assert action("progress", progress()).touches() == (BANNER,)
    assert action("progress", progress()).claims() == frozenset()
    assert action("progress", progress()).remembers()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("more", "missing"),
        (progress(0), "wrong-value"),
        (progress(-1), "wrong-value"),
        (progress("three"), "not-money"),
        (progress(2.5), "wrong-value"),
        (progress("3 USD", "cart.value"), "foreign-currency"),
        (progress(3, "cart.coupon"), "literal_error"),
        (progress(at="inside"), "literal_error"),
        (progress(fragment="hello"), "wrong-value"),
        (progress(fragment="card"), "unknown-value"),
        (progress(fragment="mroe"), "undefined-fragment"),
        (progress(into="footer"), "unknown-element"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("progress", value)


@pytest.mark.parametrize("word", ["insert", "replace", "banner", "popup"])
def test_no_other_word_fills_what_it_counts(word: str) -> None:
    told = {"fragment": "more", "into": "banner", "at": "end", "title": "x", "element": "banner", "with": "more"}
    wanted = {"insert": ("fragment", "into", "at"), "replace": ("element", "with"), "popup": ("fragment", "title")}
    value = {name: told[name] for name in wanted.get(word, ("fragment",))}
    assert refused(word, value)["unknown-value"].endswith("only `progress` can fill it")
