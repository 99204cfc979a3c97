"""Looks up, under one deadline, who asks: consent, identity, past, place; or the persona of a preview."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from proxy.asked import prefetches
from proxy.beyond import Lookups
from proxy.facts import Facts
from proxy.identify import SEED, Identity, consent_of, forgotten, issue, recognize, remembered
from proxy.message import Head, first
from proxy.pace import Pace
from proxy.preview import previewed
from proxy.providers.guard import Guard
from proxy.seal import Keys
from proxy.sparing import blurred, coarse
from proxy.stores import Store
from proxy.ticket import issued
from proxy.track import Asked, asked_of, target
from rules.context import Consent, Place
from rules.giving import sampled
from rules.language.persona import UNKNOWN, Persona
from rules.rulebook import Mode, Site
from scoring.forget import until
from scoring.visitor import Visitor

AHEAD = 60.0
"""Seconds by which another machine's clock may be ahead of ours; events dated later than that did not happen yet."""


@dataclass(frozen=True, slots=True)
class World:
    """What the lookups touch, handed in: the wall clock in Unix seconds, random bytes, places by address."""

    clock: Callable[[], float]
    random: Callable[[int], bytes]
    place: Callable[[str], Place]


@dataclass(slots=True)
class Gatherer:
    """Gathers what is known of a request's visitor; `secure` says that the public URL is https.

    `empty` names the pools that have no code left.
    """

    store: Store
    keys: Keys
    guard: Guard
    world: World
    deadline: float
    secure: bool = False
    lookups: Lookups | None = None
    pace: Pace = field(default_factory=Pace)
    empty: Callable[[], frozenset[str]] | None = None

    def start(self, head: Head, site: Site) -> asyncio.Task[tuple[Asked, Facts]]:
        """Begin the lookups, to run while the shop answers."""
        return asyncio.create_task(self.gather(head, site))

    async def gather(self, head: Head, site: Site) -> tuple[Asked, Facts]:
        now = self.world.clock()
        sender = hash((head.address, first(head.headers, b"user-agent")))
        it = asked_of(head, site, hurried=self.pace.hurries(sender, now))
        persona = self._persona(head, now)
        if persona is not None:
            return it, persona_facts(persona, site, now)
        return it, await self.facts(it, now)

    async def facts(self, it: Asked, now: float) -> Facts:
        """Look up everything about whoever asks, no preview among them."""
        facts = await self._looked_up(it, now)
        empty = self.empty() if self.empty is not None and it.site.codes else None
        return replace(facts, beyond=replace(facts.beyond, empty=empty)) if empty else facts

    async def _looked_up(self, it: Asked, now: float) -> Facts:
        consent = consent_of(it.head, it.site, now)
        known = recognize(self.keys, it.head, now, secure=self.secure)
        if self.lookups is None or not self.lookups.wanted(it.site):
            return await self._facts(it, now, consent, known)
        asked = self.lookups.of(it, consent, known.id if known else "")
        facts, beyond = await asyncio.gather(self._facts(it, now, consent, known), asked)
        return replace(facts, beyond=beyond)

    async def past(self, who: str, now: float) -> Visitor | None:
        """A store that is down or late makes the past unknown; it does not make the visitor new."""
        past = await self.guard.guarded(self.store.load(who), self.deadline, "store")
        return until(past, now + AHEAD) if past else past

    async def _facts(self, it: Asked, now: float, consent: Consent, known: Identity | None) -> Facts:
        place = self._place(it)
        if not consent.granted:
            if known is None:
                return Facts(now, consent, place)
            return Facts(now, consent, place, cookies=(forgotten(secure=self.secure),), forget=known.id)
        if it.request.kind == "bot" or (known is None and (not it.request.navigation or prefetches(it.head))):
            return Facts(now, consent, place)
        identity = known or issue(self.keys, self.world.random(SEED), now)
        due = known is None or known.stale
        cookies = (remembered(self.keys, identity, now, secure=self.secure),) if due else ()
        past = await self.past(identity.id, now) if known else Visitor()
        ticket = issued(self.keys, identity.id, target(it.request, it.site), now) if it.is_watched else ""
        return Facts(now, consent, place, past, identity.id, cookies, ticket=ticket)

    def _place(self, it: Asked) -> Place:
        """Where nothing but counts may be known, not even the place is asked for by a whole address."""
        address = blurred(it.head.address) if it.site.mode is Mode.MEASURE else it.head.address
        return coarse(self.world.place(address), it.site.privacy.place)

    def _persona(self, head: Head, now: float) -> Persona | None:
        said = previewed(self.keys, head, now, secure=self.secure)
        if said is None:
            return None
        try:
            return Persona.model_validate(said)
        except ValidationError:
            return None


def persona_facts(persona: Persona, site: Site, now: float) -> Facts:
    """Return what would be known of a persona; nothing of it is ever kept."""
    then = persona.at(site, now)
    return Facts(
        now=then,
        consent=persona.consents(frozenset({"marketing", *site.purposes})),
        place=persona.place(),
        visitor=None if persona.past == UNKNOWN else sampled(persona.visitor(then), site.codes, then),
        persona=persona,
        beyond=persona.beyond(then),
    )
