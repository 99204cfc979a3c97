"""The operators' own door, on its own socket: health, counts, rules, reload, explain, one visitor, the off switch."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import chain
from pathlib import Path

from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from proxy.chapters import markdown, page
from proxy.edge.others import Others
from proxy.edge.watch import OffSwitch, Watch
from proxy.held import held, notes_of
from proxy.history import History
from proxy.identify import identity_of
from proxy.journal import Note
from proxy.pipeline import Pipeline
from proxy.processing import TITLE, Running, record
from proxy.stores import Store, StoreError
from proxy.stores.journal.days import Days
from proxy.stores.outbox.letter import Sizes
from scoring.profile import profile
from scoring.visitor import Visitor

_OPEN = frozenset({"/health", "/ready"})
"""What a probe asks without a token; it tells nothing but yes and no."""

_OK = 200

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Admin:
    """What the door shows and turns, of this worker and the `others`; `host` is its own name.

    `trouble` tells what is wrong with the store, "" when nothing is; `running` how this process runs, `days` is the
    journal, None where no files of it are here.
    """

    pipeline: Pipeline
    store: Store
    history: History
    watch: Watch
    switch: OffSwitch
    token: str
    host: str = "localhost"
    counts: Path | None = None
    others: Others = Others()
    draining: bool = False
    running: Running = Running("", "", 0, "")
    days: Days | None = None
    trouble: Callable[[], str] = lambda: ""

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self._guarded])
        application.on_response_prepare.append(_nameless)
        application.router.add_get("/health", self.health)
        application.router.add_get("/ready", self.ready)
        application.router.add_get("/metrics", self.metrics)
        application.router.add_get("/rules", self.rules)
        application.router.add_get("/explain", self.explain)
        application.router.add_get("/explained", self.explained)
        application.router.add_get("/visitor/{id}", self.visitor)
        application.router.add_get("/visitor/{id}/export", self.export)
        application.router.add_get("/processing", self.processing)
        application.router.add_get("/letters", self.letters)
        application.router.add_delete("/visitor/{id}", self.erase)
        application.router.add_post("/visitor/{id}/erase", self.erase)
        application.router.add_post("/reload", self.reload)
        application.router.add_post("/off", self.off)
        application.router.add_post("/on", self.on)
        return application

    async def health(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """Without its store it is as ready as with it: pages are served, and no other replica would do better."""
        if self.draining:
            return web.Response(text="draining\n", status=503)
        return web.Response(text="ready, but the store fails\n" if self.trouble() else "ready\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._counted(), content_type="text/plain", charset="utf-8")

    async def rules(self, _request: web.Request) -> web.Response:
        counted = self._counted().decode()
        counts, off = _verdicts(counted), _off(counted)
        rulebook = self.pipeline.rulebook
        told = [
            {
                "id": rule.id,
                "name": rule.name,
                "status": rule.status,
                "at": f"{rule.file}:{rule.line}",
                "off_in_workers": off.get(rule.id, 0),
                "verdicts": counts.get(rule.id, {}),
            }
            for rule in rulebook.rules
        ]
        problems = [str(problem) for problem in self.watch.problems]
        return web.json_response(
            {"enabled": self.pipeline.enabled, "digest": rulebook.digest, "problems": problems, "rules": told}
        )

    async def explain(self, request: web.Request) -> web.Response:
        """Tell about the kept requests that `request` or `visitor` names, the newest alone without either."""
        told = list(self._told(request))
        for answered in await self.others.asked("GET", f"/explained?{request.query_string}"):
            told += [(at, text) for at, text in json.loads(answered.text)] if answered.status == _OK else []
        told.sort(reverse=True)
        if not told:
            return web.Response(text="no such request is kept\n", status=404)
        found = told if _names(request) else told[:1]
        return web.Response(text="\n\n".join(text for _, text in found) + "\n")

    async def explained(self, request: web.Request) -> web.Response:
        """Tell the same of this worker alone, as pairs of when and what."""
        return web.json_response(list(self._told(request)))

    def _told(self, request: web.Request) -> Iterator[tuple[float, str]]:
        found = self.history.of(request.query.get("request", ""), request.query.get("visitor", ""))
        return ((past.context.now, str(past)) for past in (found if _names(request) else found[:1]))

    async def visitor(self, request: web.Request) -> web.Response:
        try:
            known = await self.store.load(self._who(request))
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        return web.json_response(profile(known)) if known != Visitor() else _unknown()

    async def export(self, request: web.Request) -> web.Response:
        """Give all that is held on a visitor: the journal is looked through whole, which takes its time."""
        try:
            who = self._who(request)
            known = await self.store.load(who)
            notes = await asyncio.to_thread(self._notes, who)
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        if known == Visitor() and not notes:
            return _unknown()
        return web.Response(text=held(who, known, notes), content_type="application/json")

    def _notes(self, who: str) -> Sequence[Note]:
        days = self.days
        return () if days is None else notes_of(who, chain.from_iterable(map(days.notes, days.names())))

    async def processing(self, request: web.Request) -> web.Response:
        """Tell what is kept, why, how long and who gets it: as a page, or as Markdown to who asks for it."""
        chapters = record(self.running, self.pipeline.rulebook)
        if request.query.get("as") == "markdown":
            return web.Response(text=markdown(TITLE, chapters), content_type="text/markdown")
        return web.Response(text=page(TITLE, chapters), content_type="text/html")

    async def letters(self, _request: web.Request) -> web.Response:
        """Tell how many letters wait, and of those that are not sent any more why, the newest first."""
        outgoing = self.pipeline.recorder.letters
        try:
            sizes = await outgoing.outbox.sizes() if outgoing else Sizes()
            dead = await outgoing.outbox.dead() if outgoing else ()
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        told = [{"id": each.letter.id, "to": each.letter.to, "at": each.letter.at, "why": each.why} for each in dead]
        return web.json_response({"waiting": sizes.waiting, "dead": told})

    async def erase(self, request: web.Request) -> web.Response:
        try:
            who = self._who(request)
            known = await self.store.load(who)
            await self.pipeline.recorder.erase(who, self.pipeline.gatherer.world.clock())
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        return web.Response(status=204) if known != Visitor() else _unknown()

    async def reload(self, _request: web.Request) -> web.Response:
        good = await self.watch.reload()
        told = "\n\n".join(str(problem) for problem in self.watch.problems)
        count = len(self.pipeline.rulebook.rules)
        rest = await self._also("/reload")
        return web.Response(text=f"{told or f'rules in force: {count}'}\n{rest}", status=200 if good else 422)

    async def off(self, _request: web.Request) -> web.Response:
        await self.switch.turn(on=False)
        return web.Response(text=f"the shop passes as it is\n{await self._also('/off')}")

    async def on(self, _request: web.Request) -> web.Response:
        await self.switch.turn(on=True)
        return web.Response(text=f"pages are personalized\n{await self._also('/on')}")

    async def _also(self, path: str) -> str:
        """Have the other workers do the same; return a line for each that did not answer."""
        answers = await self.others.asked("POST", path)
        return "".join(f"worker {each.worker} did not answer\n" for each in answers if not each.status)

    def _who(self, request: web.Request) -> str:
        """Return the id of the visitor asked about, who may be named by the value of the visitor's cookie as well."""
        named = request.match_info["id"]
        identity = identity_of(self.pipeline.gatherer.keys, named)
        return identity.id if identity else named

    def _counted(self) -> bytes:
        return self.pipeline.metrics.text(str(self.counts or ""))

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Answering) -> web.StreamResponse:
        """Let in who holds the token; a page of another site may not even make the browser ask."""
        site = request.headers.get("Sec-Fetch-Site", "none")
        if not self._is_ours(request.host) or site not in ("none", "same-origin"):
            return web.Response(text="not from here\n", status=403)
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        right = scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode())
        if request.path not in _OPEN and not right:
            return web.Response(
                text="a token is needed: Authorization: Bearer ...\n",
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        return await handler(request)

    def _is_ours(self, host: str) -> bool:
        """Tell our names from one that somebody made resolve to us (DNS rebinding): an address cannot be rebound."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        try:
            return bool(ip_address(name.strip("[]")))
        except ValueError:
            return name.lower() in {"localhost", self.host.lower()}


def _names(request: web.Request) -> bool:
    """Tell whether certain requests are asked for."""
    return bool(request.query.get("request") or request.query.get("visitor"))


def _unknown() -> web.Response:
    return web.Response(text="nothing is kept of that visitor: give the whole id, or the cookie's value\n", status=404)


async def _nameless(_request: web.Request, response: web.StreamResponse) -> None:
    """Name no server: aiohttp would name itself and its version."""
    response.headers["Server"] = "devanture"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"


def _verdicts(text: str) -> Mapping[str, Mapping[str, int]]:
    """Return how often each rule had each reason."""
    counts: dict[str, dict[str, int]] = {}
    for sample in _samples(text, "devanture_decisions_total"):
        counts.setdefault(sample.labels["rule"], {})[sample.labels["reason"]] = int(sample.value)
    return counts


def _off(text: str) -> Mapping[str, int]:
    """Return in how many workers each rule is switched off by itself."""
    return {sample.labels["rule"]: int(sample.value) for sample in _samples(text, "devanture_rule_off")}


def _samples(text: str, name: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(text):
        yield from (sample for sample in family.samples if sample.name == name)
