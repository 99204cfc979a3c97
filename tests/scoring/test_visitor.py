from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.behaviour import Behaviour
from scoring.event import SIGNALS, Event, Kind
from scoring.visitor import (
    HALF_LIFE,
    IDLE,
    KEPT_ARRIVALS,
    KEPT_CATEGORIES,
    KEPT_EVENTS,
    KEPT_ORDERS,
    KEPT_RULES,
    KEPT_SHOWN,
    Basket,
    Interest,
    Orders,
    Visitor,
)


def event(kind: Kind, at: float, subject: str = "", **detail: str) -> Event:
    return Event(kind, subject, at, detail)


def seen(at: float, category: str = "") -> Event:
    return event(Kind.SEEN, at, "/", **({"category": category} if category else {}))


def visitor(*events: Event) -> Visitor:
    return Visitor().after_all(events)


def events() -> st.SearchStrategy[list[Event]]:
    """Anything that may happen to somebody, in the order it happens, with details as wild as a page can tell."""
    detail = st.dictionaries(
        st.sampled_from(["category", "items", "value", "coupon", "page"]),
        st.sampled_from(["", "boots", "hats", "2", "-1", "19.90", "NaN", "Infinity", "1e400", "x"]),
        max_size=3,
    )
    one = st.builds(
        Event, st.sampled_from(Kind), st.sampled_from(["", "A-1", "A-2"]), st.floats(0, 10 * IDLE, width=32), detail
    )
    return st.lists(one, max_size=30).map(lambda found: sorted(found, key=lambda happened: happened.at))


@given(events(), st.integers(0, 30))
def test_batches_fold_to_what_one_batch_folds_to(happened: list[Event], cut: int) -> None:
    assert visitor(*happened[:cut]).after_all(happened[cut:]) == visitor(*happened)
    assert visitor(*happened[:cut]).after_all(happened[cut:]).interests == visitor(*happened).interests


@given(events())
def test_folding_changes_no_visitor_that_was(happened: list[Event]) -> None:
    before = visitor(seen(0.0, "boots"))
    before.after_all(happened)
    assert before == visitor(seen(0.0, "boots"))
    assert before.interests == {"boots": Interest(1.0, 0.0)}


@given(events())
def test_what_a_page_tells_wrongly_breaks_nothing(happened: list[Event]) -> None:
    folded = visitor(*happened)
    assert folded.basket.items >= 0
    assert folded.basket.value.is_finite()
    assert folded.orders.value.is_finite()
    assert folded.visits >= any(event.kind not in SIGNALS for event in happened)


@given(events(), st.floats(0, 20 * IDLE))
def test_a_visit_is_the_latest_events_and_has_no_idle_gap(happened: list[Event], now: float) -> None:
    folded = visitor(*happened)
    visit = folded.visit(now)
    assert visit == folded.events[len(folded.events) - len(visit) :]
    moments = [each.at for each in visit] + [now]
    assert all(later - earlier <= IDLE for earlier, later in pairwise(moments))


def test_nobody_has_happened_to_a_new_visitor() -> None:
    new = Visitor()
    assert new.since is None
    assert new.seen_at is None
    assert new.arrival is None
    assert new.visits == 0
    assert new.visit(100.0) == ()
    assert new.liking(100.0) == ()


@pytest.mark.parametrize(
    ("moments", "visits"),
    [
        ([0.0], 1),
        ([0.0, IDLE], 1),
        ([0.0, IDLE + 1], 2),
        ([0.0, IDLE, 2 * IDLE], 1),
        ([0.0, IDLE + 1, 2 * IDLE + 2], 3),
    ],
)
def test_thirty_idle_minutes_end_a_visit(moments: Sequence[float], visits: int) -> None:
    folded = visitor(*map(seen, moments))
    assert folded.visits == visits


@pytest.mark.parametrize(
    ("moments", "now", "length"),
    [
        ([0.0, 60.0], 60.0, 2),
        ([0.0, 60.0], 60.0 + IDLE, 2),
        ([0.0, 60.0], 61.0 + IDLE, 0),
        ([0.0, 60.0, 3 * IDLE], 3 * IDLE, 1),
        ([0.0, IDLE, 2 * IDLE], 3 * IDLE, 3),
    ],
)
def test_a_visit_holds_the_events_since_the_last_idle_time(moments: list[float], now: float, length: int) -> None:
    assert len(visitor(*map(seen, moments)).visit(now)) == length


def test_the_first_arrival_is_the_landing_and_the_last_began_the_visit() -> None:
    first, second = event(Kind.ARRIVED, 1.0, "a.example"), event(Kind.ARRIVED, 2.0, "b.example")
    folded = visitor(first, second)
    assert folded.landing == first
    assert folded.arrival == second
    assert folded.since == 1.0


def test_the_landing_outlives_the_arrivals_that_are_kept() -> None:
    arrivals = [event(Kind.ARRIVED, float(at)) for at in range(KEPT_ARRIVALS + 5)]
    folded = visitor(*arrivals)
    assert folded.landing == arrivals[0]
    assert folded.arrivals == tuple(arrivals[5:])


def test_the_basket_is_what_the_shop_said_last() -> None:
    folded = visitor(
        event(Kind.BASKET, 1.0, items="3", value="30.00", coupon="X"),
        event(Kind.BASKET, 2.0, items="1", value="19.90", coupon=""),
    )
    assert folded.basket == Basket(1, Decimal("19.90"), "", 2.0)


def test_adding_a_product_does_not_change_what_the_shop_said() -> None:
    assert visitor(event(Kind.ADDED, 1.0, "42")).basket == Basket()


@pytest.mark.parametrize("told", ["", "-1", "two", "1.5", "²", "NaN"])
def test_items_that_are_no_count_are_none(told: str) -> None:
    assert visitor(event(Kind.BASKET, 1.0, items=told)).basket.items == 0


@pytest.mark.parametrize("told", ["", "NaN", "Infinity", "-Infinity", "ten", "1,50"])
def test_a_value_that_is_no_amount_is_nothing(told: str) -> None:
    assert visitor(event(Kind.BASKET, 1.0, value=told)).basket.value == 0


def test_an_order_counts_and_empties_the_basket() -> None:
    folded = visitor(
        event(Kind.BASKET, 1.0, items="2", value="20"), event(Kind.ORDERED, 2.0, "A-1", value="20.50", items="2")
    )
    assert folded.orders == Orders(("A-1",), 1, Decimal("20.50"), 2.0)
    assert folded.basket == Basket(at=2.0)


def test_an_order_seen_twice_counts_once() -> None:
    once = visitor(event(Kind.ORDERED, 1.0, "A-1", value="20"))
    assert once.after(event(Kind.ORDERED, 9.0, "A-1", value="20")) is once


def test_two_orders_add_up() -> None:
    folded = visitor(event(Kind.ORDERED, 1.0, "A-1", value="20"), event(Kind.ORDERED, 2.0, "A-2", value="5.5"))
    assert (folded.orders.count, folded.orders.value, folded.orders.last) == (2, Decimal("25.5"), 2.0)


def test_the_rhythm_is_the_mean_time_between_orders() -> None:
    orders = [event(Kind.ORDERED, at, f"A-{at}") for at in (10.0, 40.0, 50.0)]
    assert [visitor(*orders[:count]).orders.rhythm for count in range(4)] == [None, None, 30.0, 20.0]


def test_a_basket_that_reads_as_before_is_as_old_as_it_was() -> None:
    told = {"items": "2", "value": "20", "coupon": ""}
    folded = visitor(event(Kind.BASKET, 1.0, **told), event(Kind.BASKET, 9.0, **told))
    assert folded.basket.at == 1.0
    assert folded.after(event(Kind.BASKET, 12.0, **told | {"items": "3"})).basket.at == 12.0


def test_rules_and_acts_leave_their_marks() -> None:
    folded = visitor(
        event(Kind.TAGGED, 1.0, "bargain-hunter"),
        event(Kind.CHOSE, 2.0, "call", option="advice"),
        event(Kind.ACTED, 3.0, "review"),
    )
    assert folded.marks.tagged(9.0) == {"bargain-hunter"}
    assert folded.marks.chosen["call"].option == "advice"
    assert folded.marks.acts["review"].count == 1


def test_a_liking_halves_in_its_half_life() -> None:
    folded = visitor(seen(0.0, "boots"))
    assert folded.liking(0.0) == (("boots", 1.0),)
    assert folded.liking(HALF_LIFE) == (("boots", 0.5),)
    assert folded.liking(-5.0) == (("boots", 1.0),)


def test_putting_in_the_basket_tells_more_than_looking() -> None:
    folded = visitor(seen(0.0, "hats"), seen(0.0, "hats"), event(Kind.ADDED, 0.0, category="boots"))
    assert [name for name, _ in folded.liking(0.0)] == ["boots", "hats"]


def test_a_page_without_category_tells_no_liking() -> None:
    assert visitor(seen(0.0), event(Kind.SEARCHED, 1.0, "boots", category="boots")).liking(1.0) == ()


def test_equal_likings_come_by_name() -> None:
    assert [name for name, _ in visitor(seen(0.0, "b"), seen(0.0, "a")).liking(0.0)] == ["a", "b"]


def test_what_was_shown_is_kept_by_rule() -> None:
    folded = visitor(event(Kind.SHOWN, 1.0, "r1"), event(Kind.SHOWN, 2.0, "r2"), event(Kind.SHOWN, 3.0, "r1"))
    assert folded.shown == {"r1": (1.0, 3.0), "r2": (2.0,)}


def test_everything_that_grows_is_bounded() -> None:
    many = range(2 * KEPT_RULES)
    folded = visitor(
        *(seen(float(at), f"c{at}") for at in many),
        *(event(Kind.SHOWN, float(at), f"r{at}") for at in many),
        *(event(Kind.SHOWN, float(at), "often") for at in many),
        *(event(Kind.ORDERED, float(at), f"A-{at}") for at in many),
    )
    assert len(folded.events) == KEPT_EVENTS
    assert len(folded.interests) == KEPT_CATEGORIES
    assert len(folded.shown) == KEPT_RULES
    assert len(folded.shown["often"]) == KEPT_SHOWN
    assert len(folded.orders.numbers) == KEPT_ORDERS
    assert folded.orders.count == len(many)


def test_the_faintest_liking_makes_room() -> None:
    folded = visitor(seen(0.0, "faint"), *(seen(HALF_LIFE, f"c{n}") for n in range(KEPT_CATEGORIES)))
    assert "faint" not in folded.interests


def test_the_rule_that_was_shown_longest_ago_makes_room() -> None:
    folded = visitor(*(event(Kind.SHOWN, float(at), f"r{at}") for at in range(KEPT_RULES + 1)))
    assert "r0" not in folded.shown
    assert "r1" in folded.shown


def test_a_mail_address_stands_among_the_marks_alone() -> None:
    given = event(Kind.CAPTURED, 5.0, "marketing", rule="exit", email="ada@shop.example", until="100")
    known = visitor(given)
    assert known.marks.mails["marketing"].address == "ada@shop.example"
    assert known.events == (event(Kind.CAPTURED, 5.0, "marketing", rule="exit", email="*", until="100"),)


def test_an_option_that_was_chosen_speaks_for_its_category_as_the_basket_does() -> None:
    chosen = visitor(event(Kind.CHOSE, 0.0, "entrance", option="boots", category="boots"))
    assert chosen.liking(0.0) == visitor(event(Kind.ADDED, 0.0, category="boots")).liking(0.0)
    assert visitor(event(Kind.CHOSE, 0.0, "entrance", option="hero")).liking(0.0) == ()


def test_an_option_that_was_seen_and_ignored_takes_of_a_liking_that_there_is() -> None:
    passed = event(Kind.IGNORED, 0.0, "entrance:tea", category="tea")
    assert visitor(seen(0.0, "tea"), passed).liking(0.0) == (("tea", 0.5),)
    assert visitor(seen(0.0, "tea"), passed, passed, passed).liking(0.0) == (("tea", 0.0),)
    assert visitor(seen(0.0, "cups"), passed).liking(0.0) == (("cups", 1.0),)


def test_a_signal_belongs_to_the_visit_that_is_on() -> None:
    seen, signal = Event(Kind.SEEN, "/", 0.0), Event(Kind.HOVERED, "price", 60.0)
    assert Visitor().after_all((seen, signal)).behaviour.hovered == {"price": 1}
    assert Visitor().after_all((seen, signal)).events == (seen,)


def test_a_signal_without_a_visit_tells_nothing() -> None:
    seen, late = Event(Kind.SEEN, "/", 0.0), Event(Kind.HOVERED, "price", IDLE + 1.0)
    assert Visitor().after(late) == Visitor()
    assert Visitor().after_all((seen, late)).behaviour == Behaviour()


def test_a_new_visit_begins_without_the_last_ones_behaviour() -> None:
    seen, signal = Event(Kind.SEEN, "/", 0.0), Event(Kind.STAYED, "/", 60.0, {"seconds": "50"})
    assert Visitor().after_all((seen, signal, Event(Kind.SEEN, "/", IDLE + 100.0))).behaviour == Behaviour()


def test_what_happens_while_nobody_is_there_begins_no_visit() -> None:
    there = Visitor().after(event(Kind.SEEN, 0.0, "/"))
    away = there.after(event(Kind.SHOWN, 7_200.0, "r", away="yes"))
    assert (away.visits, away.seen_at, away.events) == (1, 0.0, there.events)
    assert away.shown == {"r": (7_200.0,)}
    assert away.after(event(Kind.SEEN, 7_300.0, "/")).visits == 2
