"""What it costs to decide 100 rules of three conditions for one visitor, in the time of one parse of a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rules.context import Consent, Context, Place, Request
from rules.decide import decide
from rules.language.compile import compiled
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor

NOW = 1_795_000_000.0
RULES = 100

_SITE = b"""
version: 1
pages: { home: { path: / }, product: { path: "/p/**" }, cart: { path: /basket }, search: { path: /search } }
elements: { header: { css: "#header" } }
channels:
  coupon: { any: [ { utm.medium: coupon }, { landing.query: { has: voucher } }, { referrer.site: codes.example } ] }
consent: { cookie: { name: ok, personalise: { has: "1" } } }
"""

_RULE = """
- id: rule-{number}
  name: Rule {number}
  why: to measure
  learn: what it costs
  status: live
  where: {{ page: {page} }}
  consent: personalise
  who:
    geo.country: [{countries}]
    came_from: {{ channel: coupon, within: {days} days }}
    viewed: {{ category: Boots, times: {{ at_least: {times} }} }}
  do: [ {{ class: {{ on: header, add: seen-{number} }} }} ]
  expect: [ {{ given: {{ page: cart }}, then: {{ unchanged: true }} }} ]
"""

_EVERYWHERE = ("[home, product]",)
_SPREAD = ("home", "product", "cart", "search")


def rulebook(pages: Sequence[str], reach: int) -> Rulebook:
    """Return the rules, spread over some pages; every `reach`-th is for this visitor."""
    text = "".join(
        _RULE.format(
            number=number,
            page=pages[number % len(pages)],
            countries="GB, IE" if number // len(pages) % reach == 0 else "FR, BE",
            days=10 + number,
            times=1 + number % 9,
        )
        for number in range(RULES)
    )
    found = compiled({"site.yaml": _SITE, "rules.yaml": text.encode()}, NOW)
    if found.errors:
        raise SystemExit("\n".join(str(problem) for problem in found.errors))
    return found.rulebook


def context() -> Context:
    """Return a visitor with thirty page views and two arrivals: a long visit of a regular."""
    events = [Event(Kind.ARRIVED, "codes.example", NOW - 86_400, {"path": "/", "q.utm_medium": "coupon"})]
    events += [
        Event(Kind.SEEN, f"/p/{number}", NOW - 900 + number, {"page": "product", "category": "Boots"})
        for number in range(30)
    ]
    visitor = Visitor().after_all([*events, Event(Kind.ARRIVED, "", NOW - 890, {"path": "/"})])
    return Context(
        now=NOW,
        request=Request(path="/", languages=("en-GB",)),
        pages=frozenset({"home"}),
        visitor=visitor,
        place=Place(country="GB"),
        consent=Consent(frozenset({"personalise"})),
        arrival=visitor.arrival,
    )


def spread() -> Callable[[], object]:
    """Return a call that decides rules as a shop has them: a quarter is for this page, one in five of those acts."""
    return _deciding(rulebook(_SPREAD, 5))


def worst() -> Callable[[], object]:
    """Return a call that decides rules that all act on this page, for this visitor."""
    return _deciding(rulebook(_EVERYWHERE, 1))


def _deciding(book: Rulebook) -> Callable[[], object]:
    seen = context()
    # a context remembers what rules asked of it, so every round gets a fresh one
    return lambda: decide(replace(seen), book)
