"""What is kept of an answered request: events in the store, verdicts in the counts, the whole in the history."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from proxy.asked import prefetches
from proxy.codes import Codes
from proxy.edge.tasks import Tasks
from proxy.erased import Erased
from proxy.facts import Facts
from proxy.heard import Heard
from proxy.history import History, Past
from proxy.in_sight import InSight
from proxy.journal import Journal, Served, told_of
from proxy.letters import Letters, Occasion, Posts, posts_of
from proxy.logins import Logins
from proxy.message import Head
from proxy.metrics import Metrics
from proxy.personalize import Outcome
from proxy.rounds import Rounds
from proxy.stores import Store, StoreError
from proxy.track import target
from rules.codes import Wish
from rules.rulebook import Mode, Rulebook, Site
from scoring.event import SIGNALS, Event, Kind
from scoring.visitor import Visitor


@dataclass(slots=True)
class Recorder:
    """Writes behind the answer: a store that is slow or down never holds up a page."""

    store: Store
    tasks: Tasks
    metrics: Metrics
    history: History
    journal: Journal | None = None
    erased: Erased = field(default_factory=Erased)
    heard: Heard = field(default_factory=Heard)
    in_sight: InSight = field(default_factory=InSight)
    logins: Logins = field(default_factory=Logins)
    letters: Letters | None = None
    rounds: Rounds | None = None
    codes: Codes | None = None

    def told(self, who: str, events: Sequence[Event], posts: Posts = ()) -> None:
        """Keep what a visitor's browser told: the very path that the events of a page take."""
        if events and self.erased.covers(who, events[0].at):
            return
        self.heard.note(who, events)
        self.tasks.start(self._told(who, events, posts), "record events")
        if self.journal is not None and events:
            self.journal.keep(told_of(who, tuple(events)))

    async def give(self, who: str, wishes: Sequence[Wish], site: Site) -> tuple[Event, ...]:
        """Fetch codes for a visitor, and keep that they were given; return the events that say so."""
        events = () if self.codes is None else await self.codes.given(who, wishes, site.codes)
        if self.codes is not None and events and self.erased.covers(who, events[0].at):
            await self.codes.erase(who)
            return ()
        if events:
            await self.store.record(who, events)
        if self.journal is not None and events:
            self.journal.keep(told_of(who, events))
        return events

    async def erase(self, who: str, now: float) -> None:
        """Remove everything about a visitor, wherever it is kept; raise StoreError when that cannot be.

        What was asked for until `now` is kept no more, even if it is answered later.
        """
        self.erased.note(who, now)
        self.history.forget(who)
        self.heard.forget(who)
        self.in_sight.forget(who)
        self.logins.forget(who)
        await self.store.erase(who)
        if self.letters is not None:
            await self.letters.forget(who)
        if self.codes is not None:
            await self.codes.erase(who)
        if self.journal is not None:
            await self.journal.erase(who)

    async def forget(self, who: str, now: float) -> None:
        """Erase who agreed no more, once: a program may send the cookie on and on that we took back."""
        if not self.erased.knows(who) or await self.store.load(who) != Visitor():
            await self.erase(who, now)

    async def forget_erased(self) -> None:
        """Drop the requests of whom the store does not know: another worker or a command has erased them."""
        for who in self.history.visitors():
            try:
                known = await self.store.load(who)
            except StoreError:
                return
            if known == Visitor():
                self.history.forget(who)

    def record(self, head: Head, rulebook: Rulebook, facts: Facts, outcome: Outcome) -> None:
        self._count(rulebook, facts, outcome)
        who = "" if self.erased.covers(facts.who, facts.now) else facts.who
        if who and outcome.login is not None:
            self.logins.note(who, outcome.login)
        if who and outcome.client == "put in" and _may_change(rulebook, outcome):
            self.in_sight.note(who, target(outcome.context.request, rulebook.site), outcome.context.facts)
        if facts.forget:
            self.tasks.start(self.forget(facts.forget, facts.now), "forget a visitor")
        elif who and outcome.events:
            self.tasks.start(self._recorded(who, rulebook, outcome), "record events")
        if who and outcome.wishes:
            self.tasks.start(self.give(who, outcome.wishes, rulebook.site), "give codes")
        if self.journal is not None and who and _is_noted(head, facts, outcome):
            happened = (outcome.context, outcome.decision, outcome.events, outcome.unread)
            self.journal.keep(Served(head.id, facts, rulebook, *happened))
        self.history.keep(Past(head.id, who, rulebook, outcome.context, outcome.decision, outcome.met))

    async def _recorded(self, who: str, rulebook: Rulebook, outcome: Outcome) -> None:
        """Write what happened on a page, and before it what other systems are told of it."""
        if self.letters is None or self.rounds is None or not rulebook.site.webhooks:
            await self.store.record(who, outcome.events)
            return
        seen = outcome.context
        events = (*outcome.events, *self.rounds.agreed(seen.visitor, seen.consent.granted, seen.now))
        kept = await self.letters.keep(Occasion(who, seen.now, repr(seen.now)), posts_of(outcome.decision), events)
        left = [event for event in kept if event.kind in (Kind.SHOWN, Kind.AGREED)]
        await self.rounds.note(who, seen.visitor.after_all(left) if seen.visitor else None, seen.now)

    async def _told(self, who: str, events: Sequence[Event], posts: Posts) -> None:
        """Write what a browser told; rules that need no request are asked soon, for it may have changed their minds."""
        if posts and self.letters is not None:
            await self.letters.keep(Occasion(who, events[0].at, repr(events[0].at)), posts, events)
        else:
            await self.store.record(who, events)
        if self.rounds is not None and any(event.kind not in SIGNALS for event in events):
            await self.rounds.note(who, None, events[0].at)

    def _count(self, rulebook: Rulebook, facts: Facts, outcome: Outcome) -> None:
        kind = outcome.context.request.kind
        if facts.persona is None:
            self.metrics.followed[kind].inc()
        if facts.persona is None and kind != "bot" and not _is_left_out(rulebook, facts):
            for verdict in outcome.decision.verdicts:
                self.metrics.decided(verdict.rule, verdict.reason.value)
        if outcome.unread is not None:
            self.metrics.untouched.labels(outcome.unread.value).inc()
        if outcome.meeting is not None:
            pages = ",".join(sorted(outcome.context.pages)) or "other"
            self.metrics.bodies.labels(pages, outcome.meeting.value).inc()
        if outcome.client:
            self.metrics.client.labels(outcome.client).inc()


def _is_noted(head: Head, facts: Facts, outcome: Outcome) -> bool:
    """Tell a page of somebody who agreed to be known, which somebody looked at and rules were asked about."""
    if facts.persona is not None:
        return False
    return bool(outcome.events) or (outcome.unread is None and not prefetches(head))


def _may_change(rulebook: Rulebook, outcome: Outcome) -> bool:
    """Tell whether a rule may do something on this page while it is in sight."""
    return bool(outcome.decision.edits) or any(rule.when for rule in rulebook.rules)


def _is_left_out(rulebook: Rulebook, facts: Facts) -> bool:
    """Where all that is kept is counts, who refused is not even counted."""
    return rulebook.site.mode is Mode.MEASURE and facts.consent.refused
