"""Intent: what speaks for a need, how sure that makes us, and how one more page changes it."""

import pytest

from scoring.event import Event, Kind
from scoring.needs import DOUBT, FADE, IGNORED, Hypothesis, Level, Need, Needs, likeliest
from scoring.stage import Stage
from scoring.visitor import Visitor

SHOP = Needs(
    category={"gifts": {"surprise": 1.0}, "boots": {"reassurance": 1.0, "safety": 1.0}},
    page={"guide": {"education": 1.0, "cognitive": 2.0}},
    search={"size": {"reassurance": 1.0}, "how to": {"education": 1.0}},
    options={("call", "advice"): {"help": 1.0}},
    offers={"cta_gift": {"surprise": 1.0}},
)


def seen(at: float, category: str = "", page: str = "") -> Event:
    return Event(Kind.SEEN, "/", at, {"category": category, "page": page})


def hypothesis(*events: Event, stage: Stage = Stage.LOST, needs: Needs = SHOP, now: float = 100.0) -> Hypothesis | None:
    quiet = {} if needs is SHOP else needs.journey
    shop = Needs(quiet, needs.category, needs.page, needs.search, needs.options, needs.offers)
    return likeliest(shop.weigh(Visitor().after_all(events), stage, now), Need)


@pytest.mark.parametrize(
    ("stage", "need"),
    [
        (Stage.LOST, "surprise"),
        (Stage.DISCOVERY, "surprise"),
        (Stage.DECISION, "education"),
        (Stage.READY_TO_BUY, "reassurance"),
    ],
)
def test_who_is_unknown_wants_inspiration_and_who_has_decided_wants_reassurance(stage: Stage, need: str) -> None:
    assert hypothesis(stage=stage, needs=Needs()) == Hypothesis(need, 1.0 / (1.0 + DOUBT))


@pytest.mark.parametrize(
    ("event", "need"),
    [
        (seen(0.0, "Gifts"), "surprise"),
        (seen(0.0, "boots"), "reassurance"),
        (seen(0.0, page="guide"), "education"),
        (Event(Kind.SEARCHED, "How to wax boots", 0.0), "education"),
        (Event(Kind.CHOSE, "call", 0.0, {"option": "advice"}), "help"),
    ],
)
def test_what_somebody_does_speaks_for_a_need(event: Event, need: str) -> None:
    found = hypothesis(event)
    assert found is not None
    assert found.name == need


@pytest.mark.parametrize(
    "event",
    [
        seen(0.0, "hats"),
        Event(Kind.SEARCHED, "red boots", 0.0),
        Event(Kind.CHOSE, "call", 0.0, {"option": "gift"}),
        Event(Kind.ADDED, "3", 0.0, {"category": "gifts"}),
    ],
)
def test_what_nobody_said_speaks_for_anything_does_not(event: Event) -> None:
    assert hypothesis(event) is None


def test_each_page_may_change_it() -> None:
    gift, guide = seen(0.0, "gifts"), seen(1.0, page="guide")
    assert hypothesis(gift) == Hypothesis("surprise", 1.0 / (1.0 + DOUBT))
    assert hypothesis(gift, guide) == Hypothesis("education", 1.0 / (1.0 + FADE + DOUBT))


def test_the_same_sign_again_makes_surer() -> None:
    sure = [hypothesis(*(seen(float(n), "gifts") for n in range(count))) for count in (1, 2, 5)]
    assert [found.confidence for found in sure if found] == sorted(found.confidence for found in sure if found)


def test_a_choice_says_more_than_a_page() -> None:
    found = hypothesis(Event(Kind.CHOSE, "call", 0.0, {"option": "advice"}), seen(1.0, "gifts"), seen(2.0, "gifts"))
    assert found is not None
    assert found.name == "help"


def test_an_offer_that_is_ignored_takes_away() -> None:
    ignored = [Event(Kind.IGNORED, "cta_gift", 1.0 + n) for n in range(5)]
    found = hypothesis(seen(0.0, "gifts"), ignored[0])
    assert found == Hypothesis("surprise", (1.0 - IGNORED) / (1.0 - IGNORED + DOUBT))
    assert hypothesis(seen(0.0, "gifts"), *ignored) is None


def test_what_was_long_ago_in_a_long_visit_speaks_no_more() -> None:
    guides = [seen(float(n), page="guide") for n in range(30)]
    found = hypothesis(seen(0.0, "gifts"), *guides)
    assert found is not None
    assert found.confidence == pytest.approx(5.0 / (5.0 + DOUBT), abs=0.01)
    assert "surprise" not in SHOP.weigh(Visitor().after_all([seen(0.0, "gifts"), *guides]), Stage.DECISION, 30.0)


def test_an_earlier_visit_speaks_no_more() -> None:
    assert hypothesis(seen(0.0, "gifts"), now=10_000.0) is None


def test_the_levels_are_an_axis_of_their_own() -> None:
    found = SHOP.weigh(Visitor().after_all([seen(0.0, "boots"), seen(1.0, page="guide")]), Stage.LOST, 1.0)
    assert likeliest(found, Level) == Hypothesis("cognitive", 2.0 / (2.0 + FADE + DOUBT))


def test_equal_signs_come_in_the_order_of_the_list() -> None:
    assert likeliest({"thrill": 1.0, "help": 1.0}, Need) == Hypothesis("help", 1.0 / (2.0 + DOUBT))
