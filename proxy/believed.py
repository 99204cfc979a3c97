"""A beacon that is believed: which rules are in force on its page, and what its visitor's answers leave."""

from dataclasses import dataclass
from functools import cache

from proxy.anew import again
from proxy.beacon import Answered, Page, Sent
from proxy.message import Head
from proxy.ticket import Given
from proxy.track import Asked
from rules.context import Consent, Context
from rules.decide import left
from rules.gates import knows, may_act
from rules.hearing import Heard, Told, UnheardError, hearing
from rules.rulebook import Rule, Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Believed:
    """Who sent it, at which Unix time and under which consent, and of which page."""

    head: Head
    who: str
    now: float
    consent: Consent
    sent: Sent
    given: Given
    rulebook: Rulebook

    @property
    def asked(self) -> Asked:
        """The request for its page, as the browser would make it now."""
        return again(self.head, self.given, self.rulebook.site)

    @property
    def page(self) -> Page:
        """The page as we know it."""
        watching, seen = self.rulebook.site.watching, cache(self._context)

        def in_force(name: str) -> Rule | None:
            rule = self.rulebook.rule(name)
            return rule if rule is not None and may_act(rule, seen()) else None

        return Page(self.given.path, watching.names if watching else None, self.now, in_force)

    def heard(self, told: tuple[Event | Answered, ...], visitor: Visitor | None) -> tuple[Heard, ...]:
        """Return what everything leaves, each by itself; raise UnheardError for an answer that was never offered."""
        return tuple(
            self._answer(each, visitor) if isinstance(each, Answered) else Heard((each, *self._left(each)))
            for each in told
        )

    def _left(self, event: Event) -> tuple[Event, ...]:
        """Return what the rule leaves whose moment has come."""
        rule = self.rulebook.rule(event.subject) if event.kind is Kind.SHOWN else None
        return () if rule is None else left(rule, self._context())

    def _answer(self, answered: Answered, visitor: Visitor | None) -> Heard:
        """Without consent for what the rule does, nothing is left."""
        rule, ear = answered.rule, hearing(answered.rule, answered.what)
        if ear is None:
            raise UnheardError
        told = Told(rule.id, answered.what, self.now, self.consent, visitor)
        return ear.heard(answered.fields, told) if knows(rule, self._context()) else Heard()

    def _context(self) -> Context:
        """Return what is known without asking anybody."""
        it = self.asked
        return Context(self.now, it.request, it.names, visitor=None, consent=self.consent, measures=it.site.measures)
