"""The JSON view of a visitor and of an event: what is exported, and what stores keep."""

from decimal import Decimal
from typing import NotRequired, TypedDict

from scoring.behaviour import Behaviour
from scoring.event import Event, Kind
from scoring.marks import UNMARKED, Act, Agreed, Choice, Code, Mail, Marks, Rating, Tag
from scoring.source import source
from scoring.visitor import Basket, Interest, Orders, Visitor


class EventProfile(TypedDict):
    """One event; `detail` as in `Event`."""

    kind: str
    subject: str
    at: float
    detail: dict[str, str]


class BasketProfile(TypedDict):
    """The basket; `value` is a plain decimal, kept as text so that no cent is lost."""

    items: int
    value: str
    coupon: str
    at: float


class OrdersProfile(TypedDict):
    """The confirmed orders; `value` as in the basket."""

    numbers: list[str]
    count: int
    value: str
    last: float | None
    rhythm: NotRequired[float | None]


class InterestProfile(TypedDict):
    """One interest, as of its `at`."""

    weight: float
    at: float


class BehaviourProfile(TypedDict):
    """What the browser told of the last visit, as in `Behaviour`."""

    hovered: dict[str, int]
    clicked: dict[str, int]
    ignored: dict[str, int]
    scrolled: float
    seconds: float
    leaving: int


class MarksProfile(TypedDict):
    """Tags with the moments they were set and fall off, choices with option and moment, acts with count and moment.

    So with the rules that were closed.

    Mail addresses with the rule, when it was given and when it goes; the last rating with its moment. Codes with
    when they were given and run out.
    """

    tags: dict[str, tuple[float, float | None]]
    chosen: dict[str, tuple[str, float]]
    acts: dict[str, tuple[int, float]]
    dismissed: NotRequired[dict[str, tuple[int, float]]]
    mails: NotRequired[dict[str, tuple[str, str, float, float]]]
    rated: NotRequired[tuple[str, float]]
    codes: NotRequired[dict[str, tuple[str, float, float | None]]]
    agreed: NotRequired[tuple[list[str], float]]


class Profile(TypedDict):
    """All that is known of one person; `sources` are what the arrivals came from, in their order."""

    since: float | None
    events: list[EventProfile]
    landing: EventProfile | None
    arrivals: list[EventProfile]
    visits: int
    basket: BasketProfile
    orders: OrdersProfile
    interests: dict[str, InterestProfile]
    shown: dict[str, list[float]]
    sources: NotRequired[list[str]]
    behaviour: NotRequired[BehaviourProfile]
    marks: NotRequired[MarksProfile]


def profile(visitor: Visitor) -> Profile:
    told = Profile(
        since=visitor.since,
        events=[event_profile(event) for event in visitor.events],
        landing=event_profile(visitor.landing) if visitor.landing else None,
        arrivals=[event_profile(event) for event in visitor.arrivals],
        visits=visitor.visits,
        basket=_basket_profile(visitor.basket),
        orders=_orders_profile(visitor.orders),
        interests={name: InterestProfile(weight=it.weight, at=it.at) for name, it in visitor.interests.items()},
        shown={rule: list(times) for rule, times in visitor.shown.items()},
    )
    if visitor.arrivals:
        told["sources"] = [source(arrival) for arrival in visitor.arrivals]
    if visitor.behaviour != Behaviour():
        told["behaviour"] = _behaviour_profile(visitor.behaviour)
    if visitor.marks != UNMARKED:
        told["marks"] = _marks_profile(visitor.marks)
    return told


def from_profile(stored: Profile) -> Visitor:
    """Return the visitor of a profile; a damaged one raises KeyError, TypeError, ValueError or ArithmeticError."""
    landing = stored["landing"]
    return Visitor(
        since=stored["since"],
        events=tuple(from_event_profile(event) for event in stored["events"]),
        landing=from_event_profile(landing) if landing else None,
        arrivals=tuple(from_event_profile(event) for event in stored["arrivals"]),
        visits=stored["visits"],
        basket=_basket(stored["basket"]),
        orders=_orders(stored["orders"]),
        interests={name: Interest(it["weight"], it["at"]) for name, it in stored["interests"].items()},
        shown={rule: tuple(times) for rule, times in stored["shown"].items()},
        behaviour=Behaviour(**stored["behaviour"]) if "behaviour" in stored else Behaviour(),
        marks=_marks(stored["marks"]) if "marks" in stored else UNMARKED,
    )


def event_profile(event: Event) -> EventProfile:
    return EventProfile(kind=event.kind.value, subject=event.subject, at=event.at, detail=dict(event.detail))


def from_event_profile(stored: EventProfile) -> Event:
    """Return the event of its profile; a damaged one raises KeyError, TypeError or ValueError."""
    return Event(Kind(stored["kind"]), stored["subject"], stored["at"], stored["detail"])


def _basket_profile(basket: Basket) -> BasketProfile:
    return BasketProfile(items=basket.items, value=str(basket.value), coupon=basket.coupon, at=basket.at)


def _basket(stored: BasketProfile) -> Basket:
    return Basket(stored["items"], Decimal(stored["value"]), stored["coupon"], stored["at"])


def _behaviour_profile(behaviour: Behaviour) -> BehaviourProfile:
    return BehaviourProfile(
        hovered=dict(behaviour.hovered),
        clicked=dict(behaviour.clicked),
        ignored=dict(behaviour.ignored),
        scrolled=behaviour.scrolled,
        seconds=behaviour.seconds,
        leaving=behaviour.leaving,
    )


def _orders_profile(orders: Orders) -> OrdersProfile:
    return OrdersProfile(
        numbers=list(orders.numbers),
        count=orders.count,
        value=str(orders.value),
        last=orders.last,
        rhythm=orders.rhythm,
    )


def _orders(stored: OrdersProfile) -> Orders:
    return Orders(
        tuple(stored["numbers"]), stored["count"], Decimal(stored["value"]), stored["last"], stored.get("rhythm")
    )


def _marks_profile(marks: Marks) -> MarksProfile:
    told = MarksProfile(
        tags={name: (tag.at, tag.until) for name, tag in marks.tags.items()},
        chosen={name: (choice.option, choice.at) for name, choice in marks.chosen.items()},
        acts={name: (act.count, act.at) for name, act in marks.acts.items()},
    )
    if marks.dismissed:
        told["dismissed"] = {rule: (act.count, act.at) for rule, act in marks.dismissed.items()}
    if marks.mails:
        told["mails"] = {name: (mail.address, mail.rule, mail.at, mail.until) for name, mail in marks.mails.items()}
    if marks.rated is not None:
        told["rated"] = (marks.rated.answer, marks.rated.at)
    if marks.codes:
        told["codes"] = {pool: (code.text, code.at, code.until) for pool, code in marks.codes.items()}
    if marks.agreed is not None:
        told["agreed"] = (sorted(marks.agreed.purposes), marks.agreed.at)
    return told


def _marks(stored: MarksProfile) -> Marks:
    return Marks(
        {name: Tag(*tag) for name, tag in stored["tags"].items()},
        {name: Choice(*choice) for name, choice in stored["chosen"].items()},
        {name: Act(*act) for name, act in stored["acts"].items()},
        {name: Mail(*mail) for name, mail in stored.get("mails", {}).items()},
        Rating(*stored["rated"]) if "rated" in stored else None,
        {pool: Code(*code) for pool, code in stored.get("codes", {}).items()},
        agreed=Agreed(frozenset(stored["agreed"][0]), stored["agreed"][1]) if "agreed" in stored else None,
        dismissed={rule: Act(*act) for rule, act in stored.get("dismissed", {}).items()},
    )
