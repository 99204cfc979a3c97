"""Answers visitors about themselves: what is kept, why they see what they see, and their word to stop."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

from proxy.asked import form_of
from proxy.edge.own import Own, text
from proxy.identify import Identity, forgotten, has_stopped, recognize, refuses, started, stopped
from proxy.message import Head, Headers, Page, first
from proxy.pipeline import Pipeline
from proxy.plainly import Spoken, causes, kept
from proxy.same_origin import comes_from_here
from proxy.stores import StoreError
from proxy.ticket import issued, page_of
from proxy.visitor_page import CSS, DOWNLOAD, PAGE, START, STOP, STYLES, About, State, markup
from rules.rulebook import Mode
from scoring.profile import profile
from scoring.visitor import Visitor

PATIENCE = 2.0
"""Seconds for the store and the journal: nobody's page of the shop waits for this one, but a person does."""

_GUARDED: Headers = (
    (b"Cache-Control", b"no-store"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Referrer-Policy", b"same-origin"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
)

_HTML: Headers = (
    (b"Content-Type", b"text/html; charset=utf-8"),
    (b"X-Frame-Options", b"DENY"),
    (
        b"Content-Security-Policy",
        b"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    *_GUARDED,
)

_JSON: Headers = (
    (b"Content-Type", b"application/json"),
    (b"Content-Disposition", b'attachment; filename="kept.json"'),
    *_GUARDED,
)

_CSS: Headers = (
    (b"Content-Type", b"text/css; charset=utf-8"),
    (b"Cache-Control", b"public, max-age=3600"),
    (b"X-Content-Type-Options", b"nosniff"),
)

_ONLY_GET = text(405, "only GET is answered here")


@dataclass(frozen=True, slots=True)
class Visiting:
    """Our pages for visitors under `prefix`; `days` is how long anything is kept."""

    pipeline: Pipeline
    prefix: str
    days: int

    def table(self) -> Mapping[str, Own]:
        return {
            PAGE: self.show,
            f"{PAGE}/": self.show,
            STYLES: self.styles,
            DOWNLOAD: self.download,
            STOP: self.stop,
            START: self.start,
        }

    async def show(self, head: Head) -> Page:
        if head.method not in ("GET", "HEAD"):
            return _ONLY_GET
        identity = self._identity(head)
        visitor = await self._visitor(identity)
        about = self._about(head, identity, visitor)
        status = 503 if about.state is State.UNREADABLE else 200
        return Page(status, _HTML, "", markup(about).encode())

    async def styles(self, head: Head) -> Page:
        return Page(200, _CSS, "OK", CSS.encode()) if head.method in ("GET", "HEAD") else _ONLY_GET

    async def download(self, head: Head) -> Page:
        """Give all that is kept as it is kept, to the browser alone whose cookie it is."""
        if head.method not in ("GET", "HEAD"):
            return _ONLY_GET
        identity = self._identity(head)
        visitor = await self._visitor(identity)
        if visitor is None:
            return text(503, "what is kept cannot be looked up at the moment")
        told = {"id": identity.id if identity else "", "kept": profile(visitor) if visitor != Visitor() else None}
        return Page(200, _JSON, "OK", json.dumps(told, ensure_ascii=False, indent=2).encode())

    async def stop(self, head: Head) -> Page:
        """Remove everything and remember the word; while the store is down, each page that follows tries it again."""
        identity = self._identity(head)
        refused = self._refusal(head, identity)
        if refused is not None:
            return refused
        secure = self.pipeline.gatherer.secure
        if identity is not None:
            try:
                await self._erased(identity.id)
            except StoreError:
                words = "You are not followed any more. What was kept is removed as soon as that is possible."
                return _with_cookies(text(503, words), stopped(secure=secure))
        return self._led(forgotten(secure=secure), stopped(secure=secure))

    async def _erased(self, who: str) -> None:
        """Wait until everything is removed, but no longer than a person does: a large journal takes its time."""
        recorder = self.pipeline.recorder
        erasing = asyncio.get_running_loop().create_task(recorder.erase(who, self._now()))
        done, _ = await asyncio.wait({erasing}, timeout=PATIENCE)
        if done:
            erasing.result()
        else:
            recorder.tasks.start(_ended(erasing), "forget a visitor")

    async def start(self, head: Head) -> Page:
        refused = self._refusal(head, self._identity(head))
        return refused or self._led(started(secure=self.pipeline.gatherer.secure))

    def _about(self, head: Head, identity: Identity | None, visitor: Visitor | None) -> About:
        rulebook = self.pipeline.rulebook
        state = self._state(head, identity, visitor)
        known = visitor if state is State.KNOWN and visitor is not None else Visitor()
        spoken = Spoken(rulebook.site.zone, rulebook.site.currency)
        return About(
            prefix=self.prefix,
            shop=first(head.headers, b"host") or "this shop",
            state=state,
            ticket=issued(self.pipeline.gatherer.keys, _form(identity), PAGE, self._now()),
            days=self.days,
            id=identity.id if identity else "",
            sections=kept(known, spoken),
            causes=causes(known, rulebook, spoken),
        )

    def _state(self, head: Head, identity: Identity | None, visitor: Visitor | None) -> State:
        site = self.pipeline.rulebook.site
        if has_stopped(head):
            return State.STOPPED
        if refuses(head, site.privacy):
            return State.REFUSED
        if visitor is None:
            return State.UNREADABLE
        if identity is not None and visitor != Visitor():
            return State.KNOWN
        return State.MEASURED if site.mode is Mode.MEASURE else State.UNKNOWN

    async def _visitor(self, identity: Identity | None) -> Visitor | None:
        """Return what is kept, None when the store cannot tell."""
        if identity is None:
            return Visitor()
        gatherer = self.pipeline.gatherer
        return await gatherer.guard.guarded(gatherer.store.load(identity.id), PATIENCE, "store")

    def _refusal(self, head: Head, identity: Identity | None) -> Page | None:
        """Refuse what no form on our page sent: no other site's page may speak for a visitor."""
        if head.method != "POST":
            return text(405, "only POST is answered here")
        ticket = form_of(head.form).get("ticket", "")
        keys = self.pipeline.gatherer.keys
        given = page_of(keys, _form(identity), ticket, self._now())
        if not comes_from_here(head) or given is None or given.path != PAGE:
            return text(403, "This form is too old, or comes from elsewhere. Please open the page again.")
        return None

    def _led(self, *cookies: bytes) -> Page:
        fields = ((b"Location", (self.prefix + PAGE).encode()), *_GUARDED)
        return _with_cookies(Page(303, fields, "See Other", b""), *cookies)

    def _identity(self, head: Head) -> Identity | None:
        gatherer = self.pipeline.gatherer
        return recognize(gatherer.keys, head, self._now(), secure=gatherer.secure)

    def _now(self) -> float:
        return self.pipeline.gatherer.world.clock()


async def _ended(task: asyncio.Task[None]) -> None:
    await task


def _form(identity: Identity | None) -> str:
    """Return whom a form is for, so that a ticket of one visitor is worth nothing to another."""
    return f"form of {identity.id if identity else 'nobody'}"


def _with_cookies(page: Page, *cookies: bytes) -> Page:
    return page.with_headers((*page.headers, *((b"Set-Cookie", line) for line in cookies)))
