from dataclasses import replace
from decimal import Decimal

import pytest

from rules.actions.webhook import Webhook
from rules.context import Context
from rules.decision import Post
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import FORGOTTEN, NOBODY, action, refused
from tests.support.words import DAY, NOW

MARKETING = frozenset({"marketing"})
LEFT = {"to": "crm", "event": "basket.abandoned", "with": {"value": "{{ basket.value }}", "list": "relaunch"}}


def posts(value: object, context: Context = NOBODY, purposes: frozenset[str] = MARKETING) -> tuple[Post, ...]:
    made = action("webhook", value)
    assert isinstance(made, Webhook)
    return made.posts(context, purposes)


def shopper(*more: Event) -> Context:
    basket = Event(Kind.BASKET, "", NOW - 60, {"items": "2", "value": "40.50"})
    mail = Event(Kind.CAPTURED, "marketing", NOW - 50, {"rule": "r", "email": "a@b.example", "until": str(NOW + DAY)})
    return replace(NOBODY, visitor=Visitor().after_all([basket, mail, *more]))


def told(words: str, context: Context) -> object:
    (post,) = posts({"to": "crm", "event": "e", "with": {"it": words}}, context)
    return post.told["it"]


def test_another_system_is_told_what_happened() -> None:
    assert posts(LEFT, shopper()) == (Post("crm", "basket.abandoned", {"value": "40.50", "list": "relaunch"}),)


def test_a_name_and_an_event_are_enough() -> None:
    assert posts({"to": "crm", "event": "hello"}) == (Post("crm", "hello", {}),)


def test_values_of_the_person_may_be_told() -> None:
    context = shopper(Event(Kind.SEEN, "/p/7", NOW - 40, {"product": "7"}), Event(Kind.TAGGED, "keen", NOW - 30))
    assert told("{{ person.email }}", context) == "a@b.example"
    assert told("{{ person.product }}", context) == "7"
    assert told("{{ person.tags }}", context) == "keen"
    assert str(told("{{ person.score }}", context)).isdigit()
    assert told("{{ person.stage }}", context) in {"lost", "discovery", "decision", "ready_to_buy"}


def test_what_was_put_into_the_basket_last_counts_as_the_product() -> None:
    context = shopper(Event(Kind.SEEN, "/p/7", NOW - 40, {"product": "7"}), Event(Kind.ADDED, "8", NOW - 30))
    assert told("{{ person.product }}", context) == "8"


def test_a_mail_address_is_told_for_the_purpose_alone_that_it_was_given_for() -> None:
    asking = {"to": "mail", "event": "e", "with": {"email": "{{ person.email }}"}}
    assert posts(asking, shopper())
    assert posts(asking, shopper(), frozenset({"personalise"})) == ()
    assert posts(asking, replace(shopper(), now=NOW + 2 * DAY)) == ()


def test_nothing_is_sent_where_a_value_is_not_known() -> None:
    asking = {"to": "crm", "event": "e", "with": {"city": "{{ place.city }}"}}
    assert posts(asking) == ()
    assert posts({**asking, "with": {"city": '{{ place.city | default("?") }}'}})
    assert posts(LEFT, FORGOTTEN) == ()


def test_what_is_sent_is_not_escaped_for_a_page() -> None:
    assert told('Tom & "Anna"', NOBODY) == 'Tom & "Anna"'


def test_the_page_stays_as_it_is() -> None:
    made = action("webhook", LEFT)
    assert (made.edits(NOBODY), made.touches(), made.claims()) == ((), (), frozenset())
    assert made.outcome() == ("sent", "basket.abandoned")
    assert not made.remembers()


def test_a_mautic_has_to_be_told_a_mail_address() -> None:
    assert "person.email" in refused("webhook", {"to": "mail", "event": "e"})["missing-value"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"to": "crn", "event": "e"}, "unknown-webhook"),
        ({"to": "crm", "event": "Basket left"}, "wrong-value"),
        ({"to": "crm", "event": "e", "with": {"a b": "x"}}, "wrong-value"),
        ({"to": "crm", "event": "e", "with": {"visitor": "x"}}, "wrong-value"),
        ({"to": "crm", "event": "e", "with": {"a": True}}, "wrong-value"),
        ({"to": "crm", "event": "e", "with": {"a": "{{ persn.email }}"}}, "unknown-value"),
        ({"to": "crm", "event": "e", "with": {"a": "{{ product.id }}"}}, "unknown-value"),
        ({"to": "crm", "event": "e", "with": {f"a{n}": "x" for n in range(31)}}, "wrong-value"),
    ],
)
def test_what_no_message_can_be_made_of_is_refused(value: object, code: str) -> None:
    assert code in refused("webhook", value)


def test_amounts_are_plain() -> None:
    assert Decimal(str(told("{{ basket.value }}", shopper()))) == Decimal("40.50")
