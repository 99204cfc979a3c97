from scoring.event import Event, Kind
from scoring.features import features
from scoring.visitor import IDLE, Visitor

DAY = 86_400.0


def seen(at: float, page: str = "product", **detail: str) -> Event:
    return Event(Kind.SEEN, "/", at, {"page": page, **detail})


def known(*events: Event, now: float | None = None) -> dict[str, float]:
    """Return the features of somebody these things happened to, at the last of them unless `now` says otherwise."""
    return dict(features(Visitor().after_all(events), events[-1].at if now is None else now))


def test_a_way_through_the_shop_is_counted_by_page() -> None:
    found = known(seen(0.0, "home"), seen(30.0), seen(90.0))
    assert (found["pages"], found["page:home"], found["page:product"]) == (3.0, 1.0, 2.0)
    assert (found["seconds"], found["pause"]) == (90.0, 60.0)
    assert (found["last:product"], found["before:product"]) == (1.0, 1.0)


def test_order_and_time_of_the_pages_are_told() -> None:
    found = known(seen(0.0, "home"), seen(10.0, "list"), seen(30.0), seen(90.0, "list"), now=95.0)
    assert (found["first:home"], found["second:list"]) == (1.0, 1.0)
    assert (found["last:list"], found["before:product"], found["third:list"]) == (1.0, 1.0, 1.0)
    assert (found["pause"], found["pause_before"], found["switches"]) == (65.0, 20.0, 3.0)
    assert (found["seconds:home"], found["seconds:list"], found["seconds:product"]) == (10.0, 25.0, 60.0)
    assert (found["since:home"], found["since:list"], found["since:product"]) == (4.0, 1.0, 2.0)


def test_a_product_that_is_looked_at_again_counts_as_a_repeat() -> None:
    found = known(seen(0.0, product="A"), seen(1.0, product="B"), seen(2.0, product="A"))
    assert (found["product_views"], found["products"], found["product_repeats"]) == (3.0, 2.0, 1.0)


def test_what_did_not_happen_is_left_out() -> None:
    found = known(seen(0.0, "home"))
    assert not {"product_views", "product_repeats", "adds", "searches", "basket_value", "orders"} & found.keys()
    assert all(found.values())


def test_an_earlier_visit_counts_as_the_past() -> None:
    found = known(seen(0.0), seen(1.0), seen(3 * DAY))
    assert (found["visits"], found["days_known"], found["pages"]) == (2.0, 3.0, 1.0)
    assert round(found["days_since_visit"], 4) == 3.0


def test_a_visit_that_ended_is_no_visit() -> None:
    found = known(seen(0.0), now=IDLE + 1.0)
    assert "pages" not in found
    assert found["visits"] == 1.0


def test_basket_and_orders_are_worth_what_the_shop_says() -> None:
    basket = Event(Kind.BASKET, "", 2.0, {"items": "2", "value": "49.90"})
    found = known(seen(0.0), Event(Kind.ADDED, "A", 1.0), Event(Kind.SEARCHED, "boots", 1.5), basket)
    assert (found["adds"], found["searches"], found["basket_items"], found["basket_value"]) == (1.0, 1.0, 2.0, 49.9)
    found = known(Event(Kind.ORDERED, "1", 0.0, {"value": "20"}), seen(2 * DAY))
    assert (found["orders"], found["order_value"], found["days_since_order"]) == (1.0, 20.0, 2.0)


def test_what_the_browser_tells_is_counted_in_all_and_by_element() -> None:
    told = [Event(Kind.HOVERED, name, 1.0) for name in ("promo", "promo", "menu")]
    found = known(seen(0.0), *told, Event(Kind.SCROLLED, "/", 2.0, {"depth": "80"}), now=3.0)
    assert (found["hovered"], found["hovered:promo"], found["hovered:menu"]) == (3.0, 2.0, 1.0)
    assert found["scrolled"] == 80.0


def test_the_clock_and_the_device_are_features() -> None:
    saturday_noon = 1_794_657_600.0
    found = features(Visitor(), saturday_noon, "phone")
    assert found == {"hour": 12.0, "weekday": 5.0, "device:phone": 1.0}
