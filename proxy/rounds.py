"""Asks rules about visitors who ask for nothing, each when a rule may have changed its mind, by one replica of all."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from proxy.journal import Journal, told_of
from proxy.letters import Letters, Occasion, posts_of
from proxy.stores.outbox.agenda import Due
from proxy.stores.store import StoreError
from rules.blame import RuleError
from rules.decide import decide
from rules.decision import Decision, Reason
from rules.rulebook import Rulebook
from rules.unasked import context_of, next_look, unasked
from scoring.event import AWAY, Event, Kind
from scoring.visitor import Visitor

LOOK = 1.0
"""Seconds between two looks for visitors who are due."""

AT_ONCE = 50
"""Visitors that are looked at in one round."""

LEASE = 30.0
"""Seconds for which a visitor who is looked at is nobody else's; a look takes milliseconds."""

RENEWED = 30 * 86_400.0
"""Seconds after which the same consent is noted anew."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Rounds:
    """One worker's share; `in_force` gives the rules, none while we are switched off.

    They are asked with the consent of the last visit, and through the same gates as on a page.
    """

    in_force: Callable[[], Rulebook]
    letters: Letters
    clock: Callable[[], float]
    journal: Journal | None = None
    _asked: Rulebook = Rulebook()
    _of: str = ""

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force that need no request."""
        whole = self.in_force()
        if whole.digest != self._of:
            self._asked, self._of = unasked(whole), whole.digest
        return self._asked

    async def look(self) -> None:
        """Ask about whoever is due; what fails is asked again when the lease is over."""
        if not self.rulebook.rules:
            return
        now = self.clock()
        for due in await self.letters.agenda.take(now, now + LEASE, AT_ONCE):
            try:
                await self._ask(due, now)
            except StoreError as error:
                _log.warning("a visitor who is due could not be looked at: %s", error)

    def agreed(self, visitor: Visitor | None, purposes: frozenset[str], now: float) -> tuple[Event, ...]:
        """Return the event that notes what a visitor agrees to, none where nobody has to know, or it is known."""
        if not self.rulebook.rules:
            return ()
        known = visitor.marks.agreed if visitor is not None else None
        if known is not None and known.purposes == purposes and now - known.at < RENEWED:
            return ()
        return (Event(Kind.AGREED, "", now, {"purposes": " ".join(sorted(purposes))}),)

    async def note(self, who: str, visitor: Visitor | None, now: float) -> None:
        """Note when to look at a visitor who was just there; one whose past is not known is looked at soon."""
        rules = self.rulebook.rules
        if rules:
            at = now if visitor is None else next_look(rules, context_of(visitor, self.rulebook.site, now))
            await self.letters.agenda.note(who, at)

    async def _ask(self, due: Due, now: float) -> None:
        visitor = await self.letters.store.load(due.who)
        if visitor == Visitor():
            await self.letters.agenda.move(due, None)
            return
        left = await self._left(due.who, visitor, now)
        after = context_of(visitor.after_all(left), self.rulebook.site, now)
        await self.letters.agenda.move(due, next_look(self.rulebook.rules, after))

    async def _left(self, who: str, visitor: Visitor, now: float) -> Sequence[Event]:
        """Write what the rules tell others, and what they leave with the visitor, who is not there."""
        decision = self._decided(visitor, now)
        events = [replace(event, detail={**event.detail, AWAY: "yes"}) for event in _events(decision, now)]
        # until the events are written, the last thing that happened is the same, and so are the letters' ids
        occasion = Occasion(who, now, f"unasked {visitor.seen_at!r} {sorted(visitor.shown.items())!r}")
        kept = await self.letters.keep(occasion, posts_of(decision), events)
        if kept and self.journal is not None:
            self.journal.keep(told_of(who, kept))
        return kept

    def _decided(self, visitor: Visitor, now: float) -> Decision:
        """Return what the rules say; one that fails is out, as it would be on a page."""
        context, rulebook = context_of(visitor, self.rulebook.site, now), self.rulebook
        while True:
            try:
                decision = decide(context, rulebook)
            except RuleError as error:
                _log.exception("a rule failed and is not asked about visitors who are away")
                rulebook = rulebook.without({error.rule.id: (Reason.RULE_ERROR, "")})
            else:
                break
        for verdict in decision.verdicts:
            if verdict.reason.acts:
                self.letters.metrics.decided(verdict.rule, verdict.reason.value)
        return decision


def _events(decision: Decision, now: float) -> list[Event]:
    acting = [verdict for verdict in decision.verdicts if verdict.reason is Reason.APPLIED]
    shown = [Event(Kind.SHOWN, verdict.rule, now) for verdict in acting if verdict.posts or verdict.marks]
    return [*shown, *(mark for verdict in acting for mark in verdict.marks)]
