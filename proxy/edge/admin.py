"""The operators' own door, on its own socket: health, counts, rules, reload, explain, one visitor, the off switch."""

import hmac
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from proxy.edge.watch import OffSwitch, Watch
from proxy.history import History
from proxy.identify import identity_of
from proxy.pipeline import Pipeline
from proxy.stores import Store, StoreError
from scoring.profile import profile
from scoring.visitor import Visitor

_OPEN = frozenset({"/health", "/ready"})
"""What a probe asks without a token; it tells nothing but yes and no."""

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Admin:
    """What the door shows and turns. `host` is its own name; `signal` tells the other workers to reload."""

    pipeline: Pipeline
    store: Store
    history: History
    watch: Watch
    switch: OffSwitch
    token: str
    host: str = "localhost"
    counts: Path | None = None
    signal: Callable[[], None] | None = None
    draining: bool = False

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self._guarded])
        application.on_response_prepare.append(_nameless)
        application.router.add_get("/health", self.health)
        application.router.add_get("/ready", self.ready)
        application.router.add_get("/metrics", self.metrics)
        application.router.add_get("/rules", self.rules)
        application.router.add_get("/explain", self.explain)
        application.router.add_get("/visitor/{id}", self.visitor)
        application.router.add_delete("/visitor/{id}", self.erase)
        application.router.add_post("/visitor/{id}/erase", self.erase)
        application.router.add_post("/reload", self.reload)
        application.router.add_post("/off", self.off)
        application.router.add_post("/on", self.on)
        return application

    async def health(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(self, _request: web.Request) -> web.Response:
        return web.Response(text="draining\n", status=503) if self.draining else web.Response(text="ready\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._counted(), content_type="text/plain", charset="utf-8")

    async def rules(self, _request: web.Request) -> web.Response:
        counts = _verdicts(self._counted().decode())
        rulebook = self.pipeline.rulebook
        told = [
            {
                "id": rule.id,
                "name": rule.name,
                "status": rule.status,
                "at": f"{rule.file}:{rule.line}",
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
        asked, visitor = request.query.get("request", ""), request.query.get("visitor", "")
        found = self.history.of(asked, visitor)[: None if asked or visitor else 1]
        if not found:
            return web.Response(text=f"no such request is kept{self._where()}\n", status=404)
        return web.Response(text="\n\n".join(str(past) for past in found) + "\n")

    async def visitor(self, request: web.Request) -> web.Response:
        try:
            known = await self.store.load(self._who(request))
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        return web.json_response(profile(known)) if known != Visitor() else _unknown()

    async def erase(self, request: web.Request) -> web.Response:
        try:
            who = self._who(request)
            known = await self.store.load(who)
            await self.store.erase(who)
        except StoreError as error:
            return web.Response(text=f"{error}\n", status=503)
        return web.Response(status=204) if known != Visitor() else _unknown()

    async def reload(self, _request: web.Request) -> web.Response:
        good = await self.watch.reload()
        if self.signal:
            self.signal()
        told = "\n\n".join(str(problem) for problem in self.watch.problems)
        count = len(self.pipeline.rulebook.rules)
        return web.Response(text=f"{told or f'rules in force: {count}'}\n", status=200 if good else 422)

    async def off(self, _request: web.Request) -> web.Response:
        await self.switch.turn(on=False)
        return web.Response(text="the shop passes as it is, within a second in every worker\n")

    async def on(self, _request: web.Request) -> web.Response:
        await self.switch.turn(on=True)
        return web.Response(text="pages are personalized\n")

    def _who(self, request: web.Request) -> str:
        """Return the id of the visitor asked about, who may be named by the value of the visitor's cookie as well."""
        named = request.match_info["id"]
        identity = identity_of(self.pipeline.gatherer.keys, named)
        return identity.id if identity else named

    def _where(self) -> str:
        return " by the first worker, which alone can be asked; see devanture explain" if self.counts else ""

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
    for rule, reason, times in _samples(text):
        counts.setdefault(rule, {})[reason] = times
    return counts


def _samples(text: str) -> Iterator[tuple[str, str, int]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == "devanture_decisions_total":
                yield sample.labels["rule"], sample.labels["reason"], int(sample.value)
