from scoring.event import Event, Kind
from scoring.visitor import IDLE
from scoring.walks import item_of, items_of, walks

NOW = 1_763_820_000.0


def seen(product: str, at: float = NOW) -> Event:
    return Event(Kind.SEEN, "/p", at, {"product": product} if product else {})


def test_a_product_is_met_by_seeing_it_and_by_putting_it_in_the_basket() -> None:
    assert item_of(seen("boots")) == item_of(Event(Kind.ADDED, "boots", NOW)) == "boots"
    assert item_of(seen("")) == item_of(Event(Kind.ADDED, "", NOW)) == item_of(Event(Kind.SEARCHED, "boots", NOW)) == ""


def test_items_keep_their_order() -> None:
    assert items_of([seen("coat"), seen(""), seen("boots"), seen("coat")]) == ("coat", "boots", "coat")


def test_visitors_walk_apart() -> None:
    assert walks([("a", seen("coat", NOW)), ("b", seen("tent", NOW + 1)), ("a", seen("boots", NOW + 2))]) == [
        ("tent",),
        ("coat", "boots"),
    ]


def test_idle_minutes_end_a_visit() -> None:
    later = NOW + IDLE + 1
    assert walks([("a", seen("coat", NOW)), ("a", seen("boots", later))]) == [("coat",), ("boots",)]
    assert walks([("a", seen("coat", NOW)), ("a", seen("boots", NOW + IDLE))]) == [("coat", "boots")]


def test_what_is_no_item_keeps_a_visit_going() -> None:
    middle = ("a", seen("", NOW + IDLE))
    assert walks([("a", seen("coat", NOW)), middle, ("a", seen("boots", NOW + 2 * IDLE))]) == [("coat", "boots")]


def test_a_visit_that_met_nothing_is_none() -> None:
    assert walks([("a", seen(""))]) == walks([]) == []


def test_events_that_are_a_little_late_stay_in_their_visit() -> None:
    assert walks([("a", seen("coat", NOW)), ("a", seen("boots", NOW - 1))]) == [("coat", "boots")]
