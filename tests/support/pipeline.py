"""A whole pipeline over a small shop, with a clock that stands still and a store in memory."""

from dataclasses import dataclass, field

from proxy.edge.tasks import Tasks
from proxy.fuses import Fuses, Rating
from proxy.gather import Gatherer, World
from proxy.history import History
from proxy.message import Head, Page
from proxy.metrics import Metrics
from proxy.personalize import Personalizer
from proxy.pipeline import Pipeline
from proxy.providers.guard import Guard
from proxy.record import Recorder
from proxy.stores import Store
from proxy.stores.memory import MemoryStore
from rules.context import Place
from rules.language.compile import compiled
from rules.rulebook import Rulebook
from tests.support.keys import keys
from tests.support.requests import NOON

SITE = b"""
version: 1
pages:
  home: { path: / }
  product: { path: "/p/{product}" }
  cart: { path: /basket }
elements:
  header: { css: "#header", expect: exactly_one }
  title: { css: h1 }
  promo: { found_on: cart, css: "#promo", expect: exactly_one }
channels:
  coupon: { utm.medium: coupon }
consent:
  cookie: { name: ok, personalise: { has: "1" } }
read:
  product: { on: product, id: { path: product }, category: { css: ".crumb" } }
  basket: { on: cart, items: { css: "#n" }, value: { css: "#sum" } }
"""

RULES = b"""
- id: uk
  name: Tell Britons that we deliver
  why: They fear we do not
  learn: Does it matter?
  status: live
  where: { page: [home, product] }
  who: { geo.country: GB }
  do: [ { insert: { into: header, at: end, fragment: uk } } ]
  expect: [ { given: { page: home, country: GB }, then: { inserted: uk } } ]
- id: promo
  name: Promo field for coupon visitors
  why: Others leave to look for a code
  learn: How many?
  status: live
  where: { page: cart }
  consent: personalise
  without_consent: request_only
  who: { came_from: coupon }
  do: [ { show: promo } ]
  otherwise: [ { hide: promo } ]
  expect: [ { given: { page: cart }, then: { hidden: promo } } ]
"""

FILES = {"site.yaml": SITE, "rules.yaml": RULES, "fragments/uk.html": b"<p>We deliver to you.</p>"}


def rulebook(files: dict[str, bytes] | None = None) -> Rulebook:
    found = compiled(files or FILES, NOON)
    assert not found.problems, "\n".join(str(problem) for problem in found.problems)
    return found.rulebook


@dataclass
class Shop:
    """One pipeline in front of pages that a test makes up."""

    country: str | None = None
    store: Store = field(default_factory=MemoryStore)
    rulebook: Rulebook = field(default_factory=rulebook)
    now: float = NOON
    rating: Rating = Rating()

    def __post_init__(self) -> None:
        metrics = Metrics()
        self.history = History(20)
        self.tasks = Tasks(metrics)
        world = World(lambda: self.now, lambda size: b"r" * size, lambda _: Place(country=self.country))
        self.pipeline = Pipeline(
            self.rulebook,
            Gatherer(self.store, keys(), Guard(metrics), world, deadline=0.2),
            Personalizer.of(2**20, "/.devanture/"),
            Recorder(self.store, self.tasks, metrics, self.history),
            metrics,
            Fuses(metrics, self.rating, lambda: self.now),
        )

    async def answer(self, head: Head, page: Page) -> Page:
        exchange = self.pipeline.begin(head)
        wanted = self.pipeline.wants(exchange, page)
        finished = await self.pipeline.finish(
            exchange, page if wanted else Page(page.status, page.headers, page.reason)
        )
        await self.tasks.stop(1.0)
        return finished
