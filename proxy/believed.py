"""A beacon that is believed: which rules are in force on its page, and what its visitor's answers leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from proxy.anew import again
from proxy.beacon import Answered, Page, Sent
from proxy.message import Head
from proxy.ticket import Given
from proxy.track import Asked
from rules.context import Consent, Context
from rules.decide import left
from rules.gates import knows, may_act, view
from rules.hearing import Heard, Told, UnheardError, hearing
from rules.posting import posted
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

    def needs_past(self, told: Iterable[Event | Answered]) -> bool:
        """Tell whether what is told is to be judged by what the visitor did before."""
        return any(isinstance(each, Answered) or self._posts(each) for each in told)

    def heard(self, told: Iterable[Event | Answered], visitor: Visitor | None) -> tuple[Heard, ...]:
        """Return what everything leaves, each by itself; raise UnheardError for an answer that was never offered."""
        return tuple(
            self._answer(each, visitor) if isinstance(each, Answered) else self._left(each, visitor) for each in told
        )

    def _rule_shown(self, event: Event) -> Rule | None:
        return self.rulebook.rule(event.subject) if event.kind is Kind.SHOWN else None

    def _posts(self, event: Event) -> bool:
        rule = self._rule_shown(event)
        return rule is not None and rule.posts

    def _left(self, event: Event, visitor: Visitor | None) -> Heard:
        """Return an event with what the rule leaves, and tells others, whose moment has come."""
        rule = self._rule_shown(event)
        if rule is None:
            return Heard((event,))
        seen = self._context(visitor)
        posts = posted(rule, rule.do, view(rule, seen))[1] if rule.posts else ()
        return Heard((event, *left(rule, seen)), posts)

    def _answer(self, answered: Answered, visitor: Visitor | None) -> Heard:
        """Without consent for what the rule does, nothing is left."""
        rule, ear = answered.rule, hearing(answered.rule, answered.what)
        if ear is None:
            raise UnheardError
        told = Told(rule.id, answered.what, self.now, self.consent, visitor)
        return ear.heard(answered.fields, told) if knows(rule, self._context()) else Heard()

    def _context(self, visitor: Visitor | None = None) -> Context:
        """Return what is known without asking anybody else."""
        it = self.asked
        return Context(self.now, it.request, it.names, visitor=visitor, consent=self.consent, measures=it.site.measures)
