"""The context that a request and what was known of its visitor give together."""

import pytest

from proxy.facts import Facts, context, told
from proxy.message import Head
from proxy.track import asked_of, events, in_request
from rules.context import Consent, Context, Place
from rules.happening import came as happened
from rules.language.persona import Persona
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.requests import NOON, SITE, head, html

LONG_AGO = NOON - 5 * 86_400


def seen_by(request: Head, facts: Facts) -> Context:
    it = asked_of(request, SITE)
    read = in_request(it)
    return context(it, facts, told(it, facts, read, events(it, html(), read, NOON)))


def came(subject: str, at: float, **detail: str) -> Event:
    return Event(Kind.ARRIVED, subject, at, {"path": "/", **detail})


def test_the_first_page_of_a_visit_is_an_arrival_and_a_page_seen() -> None:
    context_ = seen_by(head("/p/42"), Facts(NOON))
    assert context_.visitor is not None
    assert [event.kind for event in context_.visitor.events] == [Kind.ARRIVED, Kind.SEEN]
    assert context_.pages == {"product"}


def test_the_next_page_is_no_arrival() -> None:
    past = Visitor().after_all([came("codes.example", NOON - 60), Event(Kind.SEEN, "/", NOON - 60)])
    context_ = seen_by(head("/p/42"), Facts(NOON, visitor=past))
    assert context_.arrival == past.arrival


def test_a_campaign_within_a_visit_is_a_new_arrival() -> None:
    past = Visitor().after_all([came("", NOON - 60)])
    context_ = seen_by(head("/?utm_medium=coupon"), Facts(NOON, visitor=past))
    assert context_.arrival is not None
    assert context_.arrival.detail["q.utm_medium"] == "coupon"


COUPON = "http://www.shop.example/p/42?utm_medium=coupon"


def arrival(request: Head, facts: Facts) -> Event:
    found = seen_by(request, facts).arrival
    assert found is not None
    return found


def test_who_agrees_where_they_landed_is_known_by_that_page() -> None:
    landed = arrival(head("/basket", referer=COUPON), Facts(NOON, who="new"))
    assert (landed.subject, landed.detail) == ("", {"path": "/p/42", "q.utm_medium": "coupon"})
    assert arrival(head("/basket/add", "POST", referer=COUPON), Facts(NOON, who="new")) == landed


@pytest.mark.parametrize(
    ("request_", "facts"),
    [
        (head("/basket", referer=COUPON), Facts(NOON)),
        (head("/basket", referer=COUPON), Facts(NOON, visitor=None, who="known")),
        (head("/basket", referer=COUPON), Facts(NOON, visitor=Visitor().after(came("", LONG_AGO)), who="known")),
        (head("/basket", referer="http://codes.example/?utm_medium=coupon"), Facts(NOON, who="new")),
        (head("/basket?utm_medium=email", referer=COUPON), Facts(NOON, who="new")),
        (head("/basket", referer="http://[x"), Facts(NOON, who="new")),
        (head("/basket"), Facts(NOON, who="new")),
    ],
)
def test_no_other_visit_begins_on_the_page_before(request_: Head, facts: Facts) -> None:
    found = seen_by(request_, facts).arrival
    assert found is None or "coupon" not in found.detail.values()


def test_with_the_past_unknown_the_visitor_stays_unknown() -> None:
    context_ = seen_by(head("/"), Facts(NOON, visitor=None))
    assert (context_.visitor, context_.arrival) == (None, None)


def test_with_the_past_unknown_an_arrival_that_says_where_from_is_known() -> None:
    context_ = seen_by(head("/?utm_medium=coupon"), Facts(NOON, visitor=None))
    assert context_.visitor is None
    assert context_.arrival is not None


def test_the_view_of_a_first_request_reads_nothing_of_the_past() -> None:
    past = Visitor().after_all([came("codes.example", LONG_AGO), Event(Kind.ORDERED, "1", LONG_AGO)])
    first = seen_by(head("/p/42"), Facts(NOON, visitor=past, consent=Consent())).first_request()
    assert first.visitor is not None
    assert first.visitor.orders.count == 0
    assert [event.kind for event in first.visitor.events] == [Kind.ARRIVED, Kind.SEEN]


def test_facts_of_the_page_can_be_shown_in_fragments() -> None:
    assert seen_by(head("/p/42"), Facts(NOON)).facts["product.id"] == "42"


def test_what_happens_in_the_browser_of_a_persona_has_happened_before_the_page() -> None:
    persona = Persona.model_validate({"event": ["pointer_to_top", {"clicked": "price"}]})
    assert seen_by(head("/"), Facts(NOON, persona=persona)).came == {"pointer_to_top": None, "clicked": "price"}
    assert seen_by(head("/"), Facts(NOON)).came == {}


def test_the_page_that_follows_a_form_knows_what_it_put_into_the_basket() -> None:
    past = Visitor().after_all([Event(Kind.SEEN, "/p/42", NOON - 60), Event(Kind.ADDED, "42", NOON - 1)])
    assert happened(seen_by(head("/basket"), Facts(NOON, visitor=past))) == {"added_to_cart": None}
    later = past.after(Event(Kind.SEEN, "/basket", NOON - 0.5))
    assert happened(seen_by(head("/p/43"), Facts(NOON, visitor=later))) == {}


def test_a_persona_speaks_its_own_language_and_came_its_own_way() -> None:
    persona = Persona.model_validate({"language": "en-GB", "device": "phone", "landing": "/?utm_medium=coupon"})
    facts = Facts(NOON, place=Place(country="GB"), visitor=persona.visitor(NOON), persona=persona)
    context_ = seen_by(head("/", accept_language="fr"), facts)
    assert (context_.request.languages, context_.request.device) == (("en-GB",), "phone")
    assert context_.arrival is not None
    assert context_.arrival.detail["q.utm_medium"] == "coupon"
