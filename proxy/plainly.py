"""Says in plain words what is kept of a visitor, and why that visitor saw what rules changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.logic import leaves
from rules.past import often
from rules.rulebook import Rule, Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor

MOST = 20
"""Lines of one kind that a person reads; the whole is in the download."""

_ESTIMATE = "an estimate, from your visits, of how far you are in choosing"

_CHOSEN = "what you did here, to choose what it shows you"

_LOOKS: Mapping[str, str] = {
    "geo.": "roughly where you are, by your network address",
    "weather": "the weather roughly where you are",
    "browser.": "the language of your browser",
    "device": "whether you use a phone, a tablet or a computer",
    "time": "the time of day",
    "visitor.kind": "whether a person or a program asks",
    "came_from": "how you came to this shop",
    "utm.": "how you came to this shop",
    "landing.": "how you came to this shop",
    "referrer.": "how you came to this shop",
    "viewed": "what you looked at here",
    "interest": "what you looked at here",
    "searched": "what you searched for here",
    "cart.": "your basket",
    "orders.": "your orders here",
    "loyalty.": "your orders and other acts here",
    "visit": "your visits here",
    "did": "what you did here",
    "friction": "what you did here",
    "chose": "what you chose here",
    "tag": "a mark that you got here for what you did",
    "satisfaction": "what you said when you were asked how it was",
    "email.": "whether you gave your mail address",
    "crm.": "what the shop's own customer records say",
    "score": _ESTIMATE,
    "stage": _ESTIMATE,
    "conversion": _ESTIMATE,
    "lapsing": _ESTIMATE,
    "need": "a guess, from your visits, of what would help you",
    "segment": "a group of visitors that you belong to by the above",
}
"""What the words of rules look at, by how they begin."""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of what is kept, a sentence each; `more` counts those that are only in the download."""

    title: str
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a visitor saw something: what the rule is called, why the shop has it, and what it looks at."""

    name: str
    why: str
    when: str
    looks: tuple[str, ...] = ()


Saying = Callable[[Visitor, "Spoken"], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """How moments and money are told: the time zone and the currency of the site."""

    zone: str = "UTC"
    currency: str = "EUR"

    def when(self, at: float) -> str:
        moment = datetime.fromtimestamp(at, ZoneInfo(self.zone))
        return f"{moment.day} {moment:%B %Y, %H:%M}"


def kept(visitor: Visitor, spoken: Spoken) -> tuple[Section, ...]:
    """Return everything that is kept, but for what was shown, which `causes` tells."""
    sections = ((title, tuple(say(visitor, spoken))) for title, say in _SAYINGS.items())
    return tuple(Section(title, lines[:MOST], max(0, len(lines) - MOST)) for title, lines in sections if lines)


def causes(visitor: Visitor, rulebook: Rulebook, spoken: Spoken) -> tuple[Cause, ...]:
    """Return why the visitor saw what was changed, the latest first."""
    shown = sorted(visitor.shown.items(), key=lambda pair: -pair[1][-1])
    return tuple(_cause(rule, rulebook.rule(rule), times, spoken) for rule, times in shown[:MOST])


def _cause(name: str, rule: Rule | None, times: tuple[float, ...], spoken: Spoken) -> Cause:
    when = f"{often(len(times))}, last on {spoken.when(times[-1])}"
    if rule is None:
        return Cause(name, "The shop has no such rule any more.", when)
    return Cause(rule.name or rule.id, rule.why, when, looks(rule))


def looks(rule: Rule) -> tuple[str, ...]:
    """Return what a rule looks at to decide whom it is for, and what it shows them."""
    words = (leaf.text.split(" ", 1)[0] for leaf in leaves(rule.who))
    found = (next((told for begin, told in _LOOKS.items() if word.startswith(begin)), word) for word in words)
    shows = (_CHOSEN for action in (*rule.do, *rule.otherwise) if action.remembers())
    return tuple(dict.fromkeys((*found, *shows)))


def _times(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
    if visitor.since is not None:
        yield f"You are known here since {spoken.when(visitor.since)}."
    if visitor.visits:
        yield f"Visits: {visitor.visits}."


def _arrivals(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
    known = (visitor.landing, *visitor.arrivals) if visitor.landing not in visitor.arrivals else visitor.arrivals
    for event in reversed([each for each in known if each is not None]):
        campaign = ", ".join(_queried(event))
        origin = f"from {event.subject}" if event.subject else "directly"
        yield f"{spoken.when(event.at)}: {origin}{f', with {campaign}' if campaign else ''}."


def _queried(event: Event) -> Iterator[str]:
    for key, value in event.detail.items():
        if key.startswith("q."):
            yield f"{key[2:]} {value}" if value else f"an ad ({key[2:]})"


def _happened(kind: Kind, tell: Callable[[Event], str]) -> Saying:
    def say(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
        for event in reversed(visitor.events):
            if event.kind is kind:
                yield f"{spoken.when(event.at)}: {tell(event)}."

    return say


def _seen(event: Event) -> str:
    about = ", ".join(event.detail[key] for key in ("title", "product", "category") if event.detail.get(key))
    return f"{event.subject}{f' ({about})' if about else ''}"


def _basket(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
    basket = visitor.basket
    if basket.at:
        coupon = f", with the code {basket.coupon}" if basket.coupon else ""
        yield f"Things: {basket.items}, together {basket.value} {spoken.currency}{coupon}."


def _orders(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
    orders = visitor.orders
    if orders.count:
        last = f", the last on {spoken.when(orders.last)}" if orders.last is not None else ""
        yield f"Orders: {orders.count}, together {orders.value} {spoken.currency}{last}."
        yield f"Their numbers: {', '.join(orders.numbers)}."


def _interests(visitor: Visitor, _spoken: Spoken) -> Iterator[str]:
    for name, interest in sorted(visitor.interests.items(), key=lambda pair: -pair[1].weight):
        yield f"{name}: weight {interest.weight:.1f}, which fades."


def _behaviour(visitor: Visitor, _spoken: Spoken) -> Iterator[str]:
    told = visitor.behaviour
    for what, counts in (("Pointed at", told.hovered), ("Clicked", told.clicked), ("Passed by", told.ignored)):
        yield from (f"{what} “{name}”: {often(count)}." for name, count in counts.items())
    if told.seconds or told.scrolled or told.leaving:
        yield (
            f"In your last visit: pages in sight for {told.seconds:.0f} seconds, scrolled through "
            f"{told.scrolled / 100:.1f} pages in all, {often(told.leaving)} about to leave."
        )


def _marks(visitor: Visitor, spoken: Spoken) -> Iterator[str]:
    marks = visitor.marks
    for name, tag in marks.tags.items():
        end = "" if tag.until is None else f", until {spoken.when(tag.until)}"
        yield f"The mark “{name}”, since {spoken.when(tag.at)}{end}."
    for offered, choice in marks.chosen.items():
        yield f"Of “{offered}” you chose “{choice.option}”, on {spoken.when(choice.at)}."
    yield from (f"“{name}”: {often(act.count)}." for name, act in marks.acts.items())
    if marks.rated is not None:
        yield f"Asked how it was you said “{marks.rated.answer}”, on {spoken.when(marks.rated.at)}."
    for purpose, mail in marks.mails.items():
        yield f"Your mail address {mail.address}, for “{purpose}”, until {spoken.when(mail.until)}."
    for code in marks.codes.values():
        end = "" if code.until is None else f", good until {spoken.when(code.until)}"
        yield f"The code “{code.text}”, which nobody else has{end}."


_SAYINGS: Mapping[str, Saying] = {
    "Since when": _times,
    "How you came here": _arrivals,
    "Pages you looked at": _happened(Kind.SEEN, _seen),
    "What you searched for": _happened(Kind.SEARCHED, lambda event: f"“{event.subject}”"),
    "What you put into the basket": _happened(Kind.ADDED, lambda event: event.subject or "a product"),
    "Your basket, as a page of the shop showed it last": _basket,
    "Your orders": _orders,
    "What you closed": _happened(Kind.DISMISSED, lambda event: f"what the rule “{event.subject}” showed"),
    "When you asked for help": _happened(Kind.HELPED, lambda event: f"by {event.detail.get('by') or 'a form'}"),
    "What you seem to like, by the pages you looked at": _interests,
    "What you did on pages": _behaviour,
    "What rules noted of you": _marks,
}
