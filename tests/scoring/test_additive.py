"""The additive score: what gives points, how many at most, and how it explains itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.additive import DEFAULTS, GAUGES, START, Additive, Signal
from scoring.behaviour import Behaviour
from scoring.event import Event, Kind
from scoring.features import features
from scoring.model import Contribution
from scoring.visitor import Visitor


def alone(name: str, points: float, most: float | None = None) -> Additive:
    return Additive(0.0, ((name, Signal(points, most)),))


def test_nobody_known_stands_where_discovery_begins() -> None:
    assert Additive().score({}).value == START


@pytest.mark.parametrize(
    ("name", "features", "points"),
    [
        ("pages", {"pages": 3.0}, 3.0),
        ("products", {"products": 2.0}, 2.0),
        ("add_to_basket", {"adds": 1.0}, 1.0),
        ("basket", {"basket_items": 4.0}, 4.0),
        ("hover", {"hovered": 6.0, "pages": 3.0}, 2.0),
        ("scroll", {"scrolled": 90.0, "pages": 2.0}, 45.0),
        ("duration", {"seconds": 150.0}, 2.5),
        ("search", {"searches": 1.0}, 1.0),
        ("visits", {"visits": 3.0}, 2.0),
        ("visits", {"visits": 1.0}, 0.0),
        ("orders", {"orders": 2.0}, 2.0),
        ("leaving", {"leaving": 1.0}, 1.0),
        ("device:phone", {"device:phone": 1.0}, 1.0),
        ("page:checkout", {"page:checkout": 2.0}, 2.0),
        ("clicked:size_chart", {}, 0.0),
    ],
)
def test_a_signal_counts_what_it_names(name: str, features: dict[str, float], points: float) -> None:
    assert alone(name, 1.0).score(features).value == points


@pytest.mark.parametrize(("points", "most", "value"), [(10.0, 25.0, 25.0), (10.0, None, 40.0), (-10.0, 5.0, 0.0)])
def test_a_signal_gives_and_takes_no_more_than_its_most(points: float, most: float | None, value: float) -> None:
    assert alone("pages", points, most).score({"pages": 4.0}).value == value


def test_what_takes_points_takes_them_from_the_rest() -> None:
    assert Additive(50.0, (("leaving", Signal(-15.0, 30.0)),)).score({"leaving": 9.0}).value == 20.0


def test_a_score_tells_the_strongest_contributions_first() -> None:
    told = Additive(5.0, (("pages", Signal(2.0)), ("adds", Signal(9.0)), ("leaving", Signal(-7.0)))).score(
        {"pages": 1.0, "adds": 1.0, "leaving": 1.0}
    )
    assert told.contributions == (
        Contribution("adds", 1.0, 9.0),
        Contribution("leaving", 1.0, -7.0),
        Contribution("start", 1.0, 5.0),
        Contribution("pages", 1.0, 2.0),
    )
    assert (told.model, told.probability) == ("additive", None)


@given(st.dictionaries(st.sampled_from([*GAUGES, *DEFAULTS, "adds", "seconds", "hovered"]), st.floats(0, 1e9)))
def test_a_score_is_from_0_to_100_whatever_was_done(features: dict[str, float]) -> None:
    assert 0.0 <= Additive().score(features).value <= 100.0


def test_the_signals_of_a_real_visitor_give_points() -> None:
    pages = [Event(Kind.SEEN, f"/p/{n}", 60.0 * n, {"product": str(n)}) for n in range(4)]
    added = Event(Kind.ADDED, "3", 190.0)
    visitor = Visitor().after_all([*pages, added])
    told = Additive().score(features(visitor, 200.0))
    assert told.value == pytest.approx(20 + 8 + 12 + 20 + 200 / 60 + 3)
    assert {each.name for each in told.contributions} == {
        *("start", "pages", "products", "add_to_basket", "duration", "device:desktop"),
    }


def test_every_signal_counts_something_of_somebody_who_did_everything() -> None:
    told = {"product": "1", "items": "2", "value": "9", "depth": "50", "seconds": "9"}
    day = [Event(kind, "x", 60.0 * number, told) for number, kind in enumerate(Kind)]
    again = [replace(event, at=event.at + 86_400.0) for event in day]
    basket = Event(Kind.BASKET, "", again[-1].at, told)
    visitor = Visitor().after_all([*day, *again, basket])
    found = features(visitor, basket.at)
    assert [name for name, gauge in GAUGES.items() if not gauge(found)] == []


def test_what_the_browser_tells_gives_points_too() -> None:
    visitor = Visitor().after_all(
        [
            Event(Kind.SEEN, "/", 0.0),
            Event(Kind.HOVERED, "price", 1.0),
            Event(Kind.SCROLLED, "/", 2.0, {"depth": "80"}),
            Event(Kind.LEAVING, "tab", 3.0),
        ]
    )
    assert visitor.behaviour != Behaviour()
    points = {each.name: each.points for each in Additive().score(features(visitor, 3.0)).contributions}
    assert (points["hover"], points["scroll"], points["leaving"]) == (5.0, 8.0, -15.0)
