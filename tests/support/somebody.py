"""A visitor whose browser tells of the pages that it was given, and asks what is new on them."""

import json
import re
from dataclasses import dataclass, field, replace

from proxy.browser_client import Client
from proxy.edge.beaconing import Beacons
from proxy.identify import issue
from proxy.in_sight import InSight
from proxy.message import Head, Page, first
from proxy.stores import Store
from proxy.stores.memory import MemoryStore
from rules.rulebook import Rulebook
from scoring.behaviour import Behaviour
from scoring.visitor import Visitor
from tests.support.keys import keys
from tests.support.pipeline import FILES, Shop, rulebook
from tests.support.requests import NOON, head, html

HOME = b'<!DOCTYPE html><title>x</title><body><h1>Shop</h1><div id="header">Shop</div></body>'
WATCHING = rulebook({**FILES, "site.yaml": FILES["site.yaml"] + b"behaviour: { elements: [title] }\n"})
WHO = issue(keys(), b"r" * 16, NOON).id
HOVER = {"kind": "hovered", "element": "title", "seconds": 1}


@dataclass
class Somebody:
    """A visitor who agreed, and whose browser tells of the page that it was given."""

    store: Store = field(default_factory=MemoryStore)
    book: Rulebook = field(default_factory=lambda: WATCHING)
    now: float = NOON
    passed: float = 0.0
    consent: str = "ok=1"
    cookie: str = ""
    ticket: str = ""
    in_sight: InSight = field(default_factory=InSight)

    def __post_init__(self) -> None:
        self.shop = self.opened()
        self.beacons = Beacons(self.shop.pipeline, lambda: self.passed)

    def opened(self) -> Shop:
        shop = Shop("FR", store=self.store, rulebook=self.book)
        shop.now, shop.pipeline.recorder.in_sight = self.now, self.in_sight
        shop.pipeline.personalizer.client = Client("/.devanture/client.js", "/.devanture/beacon")
        return shop

    async def sees(self, target: str = "/", **fields: str) -> Page:
        cookie = "; ".join(filter(None, (self.consent, self.cookie)))
        page = await self.opened().answer(head(target, **{"cookie": cookie} | fields), html(HOME))
        ours = [value for name, value in page.headers if name == b"Set-Cookie" and value.startswith(b"dv=")]
        self.cookie = ours[0].decode().partition(";")[0] if ours else self.cookie
        found = re.search(rb'data-ticket="([\w-]+)"', page.body or b"")
        self.ticket = found[1].decode() if found else self.ticket
        return page

    def request(self, *events: object, method: str = "POST", **fields: str) -> Head:
        given = {"content_type": "application/json", "cookie": f"{self.consent}; {self.cookie}", "accept": "*/*"}
        given |= {"sec_fetch_site": "same-origin", "sec_fetch_dest": "empty", "origin": "https://www.shop.example"}
        body = json.dumps({"ticket": self.ticket, "events": list(events) or [HOVER]}).encode()
        return head("/.devanture/beacon", method, body, **given | fields)

    async def asks(self, *events: object, has: tuple[str, ...] = ()) -> object:
        """Return what a page is told that asks for what is new, None when that is nothing."""
        body = json.dumps({"ticket": self.ticket, "events": events, "answer": True, "has": has}).encode()
        page = await self.answered(replace(self.request(), form=body))
        assert page.status == (200 if page.body else 204)
        return json.loads(page.body) if page.body else None

    async def tells(self, *events: object, **fields: str) -> int:
        return await self.sends(self.request(*events, **fields))

    async def sends(self, beacon: Head) -> int:
        return (await self.answered(beacon)).status

    async def answered(self, beacon: Head) -> Page:
        """Return the answer; what was to be written is written then."""
        self.beacons.pipeline = self.opened().pipeline
        page = await self.beacons.answer(beacon)
        await self.beacons.pipeline.recorder.tasks.stop(1.0)
        assert first(page.headers, b"cache-control") == "no-store"
        assert not [name for name, _ in page.headers if name.lower().startswith((b"access-control", b"set-cookie"))]
        return page

    async def known(self) -> Visitor:
        return await self.store.load(WHO)

    async def behaviour(self) -> Behaviour:
        return (await self.known()).behaviour


async def arrived(**kept: object) -> Somebody:
    somebody = Somebody(**kept)  # type: ignore[arg-type]
    await somebody.sees()
    return somebody
