"""Writes what rules tell other systems into the outbox, and the shown rules only after it: better twice than never."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from proxy.metrics import Metrics
from proxy.seal import Keys
from proxy.stores.outbox.agenda import Agenda
from proxy.stores.outbox.letter import Letter, Outbox
from proxy.stores.store import Store, StoreError
from rules.decision import Decision, Post
from scoring.event import Event, Kind


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who was decided about, at which Unix time; `key` is the same when the same is decided again after a crash."""

    who: str
    now: float
    key: str


Posts = Sequence[tuple[str, Post]]
"""Messages, each behind the id of its rule."""


def posts_of(decision: Decision) -> Posts:
    return [(verdict.rule, post) for verdict in decision.verdicts for post in verdict.posts]


@dataclass(slots=True)
class Letters:
    """`keys` name visitors towards receivers."""

    store: Store
    outbox: Outbox
    agenda: Agenda
    metrics: Metrics
    keys: Callable[[], Keys]

    async def keep(self, occasion: Occasion, posts: Posts, events: Sequence[Event]) -> tuple[Event, ...]:
        """Write letters, then the events; return those that were kept.

        A rule whose letters could not be written counts as not shown, so that it may act again.
        """
        lost = await self._lost(self.written(occasion, posts))
        told = {rule for rule, _ in posts} if lost else set()
        kept = tuple(event for event in events if not (event.kind is Kind.SHOWN and event.subject in told))
        if kept:
            await self.store.record(occasion.who, kept)
        return kept

    async def forget(self, who: str) -> None:
        """Take back what waits about a visitor, and look at them no more."""
        await self.agenda.note(who, None)
        await self.outbox.forget(who)

    def written(self, occasion: Occasion, posts: Posts) -> Sequence[Letter]:
        return [self._letter(occasion, number, *each) for number, each in enumerate(posts)]

    async def _lost(self, letters: Sequence[Letter]) -> bool:
        if not letters:
            return False
        try:
            await self.outbox.add(letters)
        except StoreError:
            self._count(letters, "lost")
            return True
        self._count(letters, "written")
        return False

    def _letter(self, occasion: Occasion, number: int, rule: str, post: Post) -> Letter:
        named = "|".join((rule, occasion.who, occasion.key, post.to, post.about, str(number)))
        told = {
            "about": post.about,
            "rule": rule,
            "visitor": self._name(occasion.who, post.to),
            "told": dict(post.told),
        }
        id_ = f"msg_{hashlib.blake2b(named.encode(), digest_size=16).hexdigest()}"
        return Letter(id_, post.to, occasion.who, json.dumps(told), occasion.now)

    def _name(self, who: str, to: str) -> str:
        """Return a name of the visitor that one receiver alone knows: two cannot put together what they were told."""
        return self.keys().pseudonym.mac(f"webhook {to}", who.encode()).hex()

    def _count(self, letters: Iterable[Letter], outcome: str) -> None:
        for letter in letters:
            self.metrics.letters.labels(letter.to, outcome).inc()
