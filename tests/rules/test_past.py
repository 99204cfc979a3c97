import pytest

from rules.past import ago, happened, often, since, told
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.words import DAY, NOW, arrived


def test_events_of_one_kind_come_latest_first() -> None:
    visitor = Visitor().after_all(
        [Event(Kind.SEARCHED, "a", 1.0), Event(Kind.SEEN, "/", 2.0), Event(Kind.SEARCHED, "b", 3.0)]
    )
    assert [event.subject for event in happened(visitor, Kind.SEARCHED, 0.0)] == ["b", "a"]
    assert [event.subject for event in happened(visitor, Kind.SEARCHED, 2.0)] == ["b"]
    assert not list(happened(visitor, Kind.ORDERED, 0.0))


def test_a_span_begins_so_long_ago() -> None:
    assert since(NOW, DAY) == NOW - DAY
    assert since(NOW, None) == 0.0


@pytest.mark.parametrize(
    ("at", "said"), [(NOW - 2 * DAY, "2 days ago"), (NOW, "0 seconds ago"), (NOW + 9, "0 seconds ago")]
)
def test_a_moment_is_told_from_now(at: float, said: str) -> None:
    assert ago(at, NOW) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 times"), (1, "1 time"), (2, "2 times")])
def test_a_count_is_said(count: int, said: str) -> None:
    assert often(count) == said


@pytest.mark.parametrize(
    ("arrival", "said"),
    [
        (arrived(utm_source="bing", utm_medium="cpc", utm_campaign="spring"), "campaign: spring (ad)"),
        (arrived(utm_source="bing", utm_medium="cpc", utm_campaign=""), "medium: cpc (ad)"),
        (arrived(referrer="a.example", utm_source="bing"), "source: bing"),
        (arrived(referrer="a.example"), "site: a.example"),
        (arrived(referrer="www.bing.com"), "site: www.bing.com (search)"),
        (arrived(utm_medium="coupon"), "medium: coupon"),
        (arrived(), "arrival: direct"),
    ],
)
def test_an_arrival_is_told_by_the_best_that_is_known(arrival: Event, said: str) -> None:
    assert told(arrival) == said
