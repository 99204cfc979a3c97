from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.context import Context
from rules.decision import Element
from rules.language.names import Names
from rules.language.persona import Persona, Situation, arrival, context_of
from rules.rulebook import Site
from scoring.behaviour import Behaviour
from scoring.event import Event, Kind
from scoring.marks import Act
from scoring.model import Score
from scoring.stage import Stage
from scoring.visitor import Visitor
from tests.support.folder import NOW, context, rulebook

SITE = rulebook().site
PERSONA = TypeAdapter(Persona)
DAY = 86_400.0


def someone(**given: object) -> Context:
    return context(given, SITE)


def past(**given: object) -> Visitor:
    visitor = someone(**given).visitor
    assert visitor is not None
    return visitor


def test_who_is_not_described_is_new_with_all_consents_and_no_place() -> None:
    it = someone()
    assert it.consent.granted == {"personalise", "marketing"}
    assert it.place.country is None
    assert it.request.device == "desktop"
    assert it.now == NOW
    assert (past().visits, past().orders.count, past().basket.items) == (1, 0, 0)
    assert [event.kind for event in past().events] == [Kind.ARRIVED, Kind.SEEN]


def test_the_page_is_the_one_that_is_named_or_those_of_the_path() -> None:
    assert someone(page="cart").pages == {"cart"}
    assert someone(path="/p/12").pages == {"product"}
    assert someone(path="/about").pages == frozenset()
    assert someone(path="/p/12").current[0].detail == {"page": "product"}


def test_a_place_is_told_in_parts() -> None:
    place = someone(country="gb", city="Leeds", zone="Europe/London").place
    assert (place.country, place.city, place.zone, place.region) == ("GB", "Leeds", "Europe/London", None)


@pytest.mark.parametrize(("given", "granted"), [([], set()), (["marketing"], {"marketing"})])
def test_consent_is_what_is_said(given: list[str], granted: set[str]) -> None:
    assert someone(consent=given).consent.granted == granted


def test_an_arrival_keeps_its_site_and_its_campaign() -> None:
    found = someone(landing="/sale?utm_medium=coupon&gift=", referrer="https://codes.example/a", landed="2 days")
    assert found.arrival == Event(
        Kind.ARRIVED, "codes.example", NOW - 2 * DAY, {"path": "/sale", "q.utm_medium": "coupon", "q.gift": ""}
    )


def test_a_first_request_is_its_own_arrival() -> None:
    found = someone(path="/basket", query={"utm_medium": "a&b"})
    assert found.arrival == found.entry
    assert found.entry is not None
    assert found.entry.detail == {"path": "/basket", "q.utm_medium": "a&b"}


def test_what_was_done_before_is_told_in_short() -> None:
    visitor = past(
        items=2,
        value="49.90 EUR",
        coupon="TEN",
        visits=3,
        searched="boots",
        viewed=[{"page": "product", "category": "Boots", "times": 2, "ago": "20 minutes"}],
        arrivals=[{"landing": "/?utm_medium=email", "ago": "40 days"}],
    )
    assert (visitor.basket.items, visitor.basket.value, visitor.basket.coupon) == (2, Decimal("49.90"), "TEN")
    assert sum(event.detail.get("category") == "Boots" for event in visitor.events) == 2
    assert any(event.kind is Kind.SEARCHED and event.subject == "boots" for event in visitor.events)
    assert visitor.landing is not None
    assert visitor.landing.detail["q.utm_medium"] == "email"
    assert [event.at for event in visitor.events] == sorted(event.at for event in visitor.events)


def test_visits_are_counted() -> None:
    assert [past(visits=count).visits for count in (1, 2, 5)] == [1, 2, 5]


def test_interest_is_ranked_as_it_is_written() -> None:
    assert [name for name, _ in past(interest=["Boots", "Coats", "Hats"]).liking(NOW)] == ["Boots", "Coats", "Hats"]


def test_orders_are_a_number_or_told_in_full() -> None:
    assert past(orders=2).orders.count == 2
    told = past(orders={"count": 3, "value": "100 EUR", "ago": "2 days"}).orders
    assert (told.count, told.value, told.last) == (3, Decimal(100), NOW - 2 * DAY)


def test_orders_may_have_a_rhythm() -> None:
    regular = past(orders={"count": 3, "ago": "2 days", "every": "30 days"}).orders
    assert (regular.rhythm, regular.last) == (30 * DAY, NOW - 2 * DAY)
    assert past(orders={"count": 3, "ago": "2 days"}).orders.rhythm == 0


def test_marks_are_told_by_name() -> None:
    marks = past(tags=["keen", "VIP"], chose={"call": "advice"}, acts={"review": 2}).marks
    assert marks.tagged(NOW) == {"keen", "VIP"}
    assert marks.chosen["call"].option == "advice"
    assert marks.acts["review"].count == 2


def test_an_answer_and_a_mail_address_are_marks_too() -> None:
    marks = past(satisfaction="unhappy", email="marketing").marks
    assert marks.rated is not None
    assert marks.rated.answer == "unhappy"
    assert list(marks.mailed(NOW)) == ["marketing"]
    assert (past().marks.rated, past().marks.mails) == (None, {})


def test_numbers_that_are_told_stand_in_place_of_those_that_would_be_measured() -> None:
    told = Persona.model_validate({"score": 62, "conversion": "20%", "need": "thrill", "points": 7})
    measures = told.measures(SITE.measures)
    assert measures.model.score({}) == Score(62.0, 0.2, "given", SITE.measures.model.score({}).contributions)
    assert measures.needs.journey[Stage.LOST].keys() == {"thrill"}
    assert measures.loyalty.points(Visitor()) == 7
    assert someone(stage="ready_to_buy").measures.model.score({}).value == SITE.measures.cuts.ready_to_buy
    assert someone().measures == SITE.measures


def test_a_rule_was_dismissed_days_ago() -> None:
    assert past(dismissed_days_ago=3).marks.dismissed == {"r": Act(1, NOW - 3 * DAY)}
    assert past(seen_days_ago=3).marks.dismissed == {}


def test_a_rule_was_seen_days_ago() -> None:
    assert past(seen_days_ago=3).shown == {"r": (NOW - 3 * DAY,)}
    assert past().shown == {}


def test_a_past_that_is_unknown_is_nobody() -> None:
    it = someone(past="unknown", orders=2)
    assert (it.visitor, it.arrival) == (None, None)
    assert it.first_request().visitor is not None


@pytest.mark.parametrize(("now", "at"), [("2025-11-22 15:00", NOW), ("2025-11-22T14:00+00:00", NOW)])
def test_now_is_the_sites_time(now: str, at: float) -> None:
    assert someone(now=now).now == at


def test_what_persona_files_say_needs_no_site() -> None:
    it = context_of(Persona(country="GB"), Situation(Site(), NOW))
    assert it.place.country == "GB"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"page": "hom"}, 'there is no page "hom"'),
        ({"viewed": [{"page": "hom"}]}, 'there is no page "hom"'),
        ({"path": "basket"}, 'a path begins with "/"'),
        ({"path": "/basket?voucher=1"}, "write what follows the question mark apart"),
        ({"landing": "//[x"}, "is no address"),
        ({"referrer": "https://[x"}, "is no address"),
        ({"country": "UK"}, 'Did you mean "GB"'),
        ({"zone": "Mars"}, "is no time zone"),
        ({"device": "watch"}, "Input should be"),
        ({"orders": "many"}, "write how many orders"),
        ({"orders": -1}, "greater than or equal to 0"),
        ({"orders": 51}, "less than or equal to 50"),
        ({"items": -1}, "greater than or equal to 0"),
        ({"visits": 0}, "greater than or equal to 1"),
        ({"interest": ["a"] * 21}, "at most 20"),
        ({"viewed": [{"times": 101}]}, "less than or equal to 100"),
        ({"landed": "999999 years"}, "at most 100 years"),
        ({"now": "0001-01-01"}, "write a year"),
        ({"dismissed_days_ago": -1}, "greater than or equal to 0"),
        ({"seen_days_ago": -1}, "greater than or equal to 0"),
        ({"query": {"a": 1}}, "valid string"),
        ({"value": "a lot"}, "write an amount"),
        ({"strange": 1}, "Extra inputs"),
    ],
)
def test_what_nobody_can_be_is_refused(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PERSONA.validate_python(given, context=Names(pages=frozenset({"home"})))
    assert sentence in str(caught.value)


def test_an_arrival_at_nothing_is_one_at_the_home_page() -> None:
    assert arrival("", "", NOW).detail == {"path": "/"}
    assert arrival("?a=1", "codes.example", NOW) == Event(Kind.ARRIVED, "codes.example", NOW, {"path": "/", "q.a": "1"})


def test_what_the_browser_told_is_of_this_visit() -> None:
    visitor = past(hovered={"price": 3}, ignored={"header": 1}, leaving=2, visits=2)
    assert visitor.behaviour == Behaviour(hovered={"price": 3}, ignored={"header": 1}, leaving=2)
    assert (visitor.visits, past(tags="x").behaviour) == (2, Behaviour())


def test_an_element_that_the_site_does_not_name_cannot_have_been_hovered() -> None:
    names = Names(elements={"price": Element("price", ".price")})
    assert PERSONA.validate_python({"hovered": {"price": 1}}, context=names).hovered == {"price": 1}
    with pytest.raises(ValidationError, match='there is no element "prize"'):
        PERSONA.validate_python({"hovered": {"prize": 1}}, context=names)


def test_a_basket_may_have_been_left_a_while_ago() -> None:
    left = Persona.model_validate({"items": 2, "left": "2 hours"}).visitor(NOW)
    assert left.basket.at == NOW - 7_200
    assert Persona.model_validate({"items": 2}).visitor(NOW).basket.at == NOW - 30


def test_who_is_away_asks_for_no_page() -> None:
    there = context({"viewed": [{"page": "home", "ago": "2 hours"}]}, Site())
    away = context({"viewed": [{"page": "home", "ago": "2 hours"}], "away": True}, Site())
    assert there.visitor is not None
    assert away.visitor is not None
    assert (there.visitor.seen_at, away.visitor.seen_at) == (NOW, NOW - 7_200)
    assert away.current == ()
