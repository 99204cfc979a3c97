"""Makes up the people of a month: each with a taste and a keenness that shows in what they do before they buy."""

import hashlib
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from proxy.journal import VERSION, Decided, Note
from rules.context import Consent, Request
from scoring.event import Event, Kind

DAY = 86_400.0
CATEGORIES, SHELF = 20, 50
"""Categories of the shop, and products in each."""

PRICES = (9, 12, 19, 24, 29, 39, 49, 59, 79, 99)
_ELEMENTS = ("price", "stock", "others")
_SEARCHES = ("warm", "present", "size", "return", "sale")
_MOST_PAGES = 40
_CONSENT = Consent(frozenset({"personalise"}))


def product(category: int, place: int) -> str:
    return f"{category * 100 + place}"


def price(id_: str) -> int:
    return PRICES[int(id_) % len(PRICES)]


@dataclass(frozen=True, slots=True)
class Person:
    """One visitor: `keenness` from 0 to 1 is how near an order is, and nobody is told it."""

    number: int
    who: str
    taste: int
    keenness: float
    device: str

    @classmethod
    def of(cls, number: int) -> "Person":
        dice = random.Random(number)
        who = hashlib.sha256(b"person %d" % number).hexdigest()
        device = dice.choices(("desktop", "mobile", "tablet"), (45, 48, 7))[0]
        # the taste of a crowd: some shelves are looked at much more than others
        taste = min(int(dice.paretovariate(1.2)) - 1, CATEGORIES - 1)
        return cls(number, who, taste, dice.betavariate(1.2, 5.0), device)


@dataclass(slots=True)
class Visit:
    """One visit while it goes on; `at` is the moment it has come to."""

    person: Person
    at: float
    dice: random.Random
    basket: list[str] = field(default_factory=list)
    here: str = ""

    def notes(self) -> Iterator[Note]:
        """Yield the notes of its pages in order."""
        yield self._page("home" if self.dice.random() < 0.5 else "category", self._arrived())
        for _ in range(min(int(self.dice.expovariate(1 / (1.5 + 12 * self.person.keenness))), _MOST_PAGES)):
            self.at += min(600.0, self.dice.lognormvariate(3.4, 0.9))
            yield from self._step()

    def _step(self) -> Iterator[Note]:
        yield Note(self.person.who, VERSION, self._name("s"), self.at, self._signals())
        self.at += 1.0
        chance = self.dice.random()
        if self.basket and chance < 0.1 + 0.5 * self.person.keenness:
            yield from self._leaves_the_basket()
        elif chance < 0.65:
            yield self._product()
        elif chance < 0.72:
            yield self._page("search", (Event(Kind.SEARCHED, self.dice.choice(_SEARCHES), self.at),))
        else:
            yield self._page("category")

    def _product(self) -> Note:
        """Look at a product, mostly one near the last one, and perhaps take it."""
        if self.here and self.dice.random() < 0.6:
            category, place = divmod(int(self.here), 100)
            place = (place + self.dice.choice((-2, -1, 1, 1, 2))) % SHELF
        else:
            category = self.person.taste if self.dice.random() < 0.8 else self.dice.randrange(CATEGORIES)
            place = min(int(self.dice.paretovariate(0.8)) - 1, SHELF - 1)
        self.here = product(category, place)
        seen = {"page": "product", "category": f"shelf {category}", "product": self.here}
        events = [Event(Kind.SEEN, f"/p/{self.here}", self.at, seen)]
        if self.dice.random() < 0.03 + 0.35 * self.person.keenness:
            self.basket.append(self.here)
            events.append(Event(Kind.ADDED, self.here, self.at, {"category": f"shelf {category}"}))
        return self._note("product", tuple(events))

    def _leaves_the_basket(self) -> Iterator[Note]:
        """Look into the basket, and order or not."""
        value = str(sum(map(price, self.basket)))
        told = {"items": str(len(self.basket)), "value": value, "coupon": ""}
        yield self._page("cart", (Event(Kind.BASKET, "", self.at, told),))
        if self.dice.random() < 0.15 + 0.8 * self.person.keenness:
            self.at += 90.0
            order = Event(Kind.ORDERED, self._name("o"), self.at, {"value": value, "items": told["items"]})
            yield self._page("thanks", (order,))
            self.basket.clear()

    def _page(self, page: str, more: tuple[Event, ...] = ()) -> Note:
        detail = {"page": page} | ({"category": f"shelf {self.person.taste}"} if page == "category" else {})
        before = tuple(event for event in more if event.kind is Kind.ARRIVED)
        after = tuple(event for event in more if event.kind is not Kind.ARRIVED)
        return self._note(page, (*before, Event(Kind.SEEN, f"/{page}", self.at, detail), *after))

    def _note(self, page: str, events: tuple[Event, ...]) -> Note:
        request = Request(path=events[0].subject, device=self.person.device)
        decided = Decided("month", request, frozenset({page}), consent=_CONSENT)
        return Note(self.person.who, VERSION, self._name("p"), self.at, events, decided)

    def _arrived(self) -> tuple[Event, ...]:
        return (Event(Kind.ARRIVED, self.dice.choice(("", "www.google.com", "mail.example")), self.at, {"path": "/"}),)

    def _signals(self) -> tuple[Event, ...]:
        """What the browser tells of the page before this one: the keen look longer and closer."""
        keen, at = self.person.keenness, self.at
        depth = min(100, int(self.dice.expovariate(1 / (20 + 80 * keen))))
        seconds = self.dice.lognormvariate(2 + keen, 0.7)
        told = [
            Event(Kind.SCROLLED, "/", at, {"depth": str(depth)}),
            Event(Kind.STAYED, "/", at, {"seconds": f"{seconds:.1f}"}),
        ]
        if self.dice.random() < 0.1 + keen:
            told.append(Event(Kind.HOVERED, self.dice.choice(_ELEMENTS), at))
        return tuple(told)

    def _name(self, kind: str) -> str:
        return f"{kind}{self.person.number}-{self.at:.3f}"


def visits(people: int, days: int, begin: float) -> Iterator[tuple[int, list[Visit]]]:
    """Yield each day's number with its visits; most people come once, the keen come again."""
    calendar: dict[int, list[tuple[int, float]]] = {day: [] for day in range(days)}
    for number in range(people):
        dice, person = random.Random(~number), Person.of(number)
        day = dice.randrange(days)
        for _ in range(1 + int(dice.expovariate(1 / (0.2 + person.keenness)))):
            # shops are visited in the evening
            moment = (dice.gauss(18.0, 4.0) % 24) * 3600
            calendar[day % days].append((number, begin + day % days * DAY + moment))
            day += 1 + math.floor(dice.expovariate(0.3))
            if day >= days:
                break
    for day, comers in calendar.items():
        yield day, [Visit(Person.of(number), at, random.Random(at)) for number, at in comers]
