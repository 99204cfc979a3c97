"""Decides the pages of a journal once more: what was served then is what the same rules would serve now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from proxy.journal import Decided, Note, arrived, by_reason
from proxy.stores.fold import SETTLE, Entry, entries, folded
from rules.context import Context
from rules.decide import decide
from rules.decision import Decision, Reason
from rules.rulebook import Rulebook
from scoring.event import Kind
from scoring.forget import forget
from scoring.visitor import Visitor

_OF_THE_PAGE = frozenset(
    {
        *(Reason.NOT_HTML, Reason.UNSUPPORTED_CODING, Reason.TOO_LARGE, Reason.TIMEOUT),
        *(Reason.ELEMENT_MISSING, Reason.ELEMENT_AMBIGUOUS, Reason.EDIT_REFUSED),
    }
)
"""What the shop's page, which no journal holds, said to a rule that would have acted."""

_OF_THE_MOMENT = frozenset({Reason.RULE_ERROR, Reason.KILLED_BY_GUARD})
"""What kept a rule from being asked."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One page decided again: `decision` is what comes of it now.

    `unknown` says why it cannot be the same by rights: the visitor is older than the journal, or other rules decided.
    """

    note: Note
    decision: Decision
    unknown: str = ""

    @property
    def same(self) -> bool:
        return self.note.page is not None and by_reason(self.decision) == self.note.page.verdicts


@dataclass(slots=True)
class _Known:
    """One visitor: a snapshot of what is settled, and the events since."""

    snapshot: Visitor = Visitor()
    unfolded: list[Entry] = field(default_factory=list)

    def at(self, page: Decided, now: float, keep: float) -> Visitor | None:
        """Return the past as the store told it to this page."""
        settled = [entry for entry in self.unfolded if entry.event.at <= now - SETTLE]
        self.unfolded = [entry for entry in self.unfolded if entry.event.at > now - SETTLE]
        self.snapshot = folded(self.snapshot, settled)
        if page.past is None:
            return None
        recent = [entry for entry in self.unfolded if entry.event.at in page.past.recent]
        past = folded(self.snapshot, recent)
        return forget(replace(past, behaviour=page.past.behaviour), now - keep)


def replayed(notes: Iterable[Note], rulebook: Rulebook, keep: float) -> Iterator[Replayed]:
    """Decide every page anew, in the order of time; `keep` is how many seconds the store kept anything."""
    for note, page, past in _pages(sorted(notes, key=_moment), keep):
        yield _again(note, page, past, rulebook)


def looked_at(notes: Iterable[Note], rulebook: Rulebook, keep: float) -> Iterator[tuple[Note, Context]]:
    """Yield each page with what rules look at on it now, for notes that come in the order of time."""
    for note, page, past in _pages(notes, keep):
        yield note, context_of(note, page, past, rulebook)


def _pages(notes: Iterable[Note], keep: float) -> Iterator[tuple[Note, Decided, Visitor | None]]:
    visitors: dict[str, _Known] = {}
    for note in notes:
        known = visitors.setdefault(note.who, _Known())
        if note.page is not None and not note.page.unread:
            yield note, note.page, known.at(note.page, note.at, keep)
        known.unfolded += entries(note.events)


def _moment(note: Note) -> float:
    return note.at


def _again(note: Note, page: Decided, past: Visitor | None, rulebook: Rulebook) -> Replayed:
    unknown = ""
    if page.rulebook != rulebook.digest:
        unknown = "other rules decided"
    elif past is not None and page.past is not None and past.since != page.past.since:
        unknown = "the visitor is older than the journal"
    then = _reasons(page)
    out = {rule: (reason, "") for rule, reason in then.items() if reason in _OF_THE_MOMENT}
    decision = decide(context_of(note, page, past, rulebook), rulebook.without(out) if out else rulebook)
    acting = {verdict.rule for verdict in decision.verdicts if verdict.reason.acts}
    refused = {rule: (reason, "") for rule, reason in then.items() if reason in _OF_THE_PAGE and rule in acting}
    return Replayed(note, decision.refused(refused), unknown)


def context_of(note: Note, page: Decided, past: Visitor | None, rulebook: Rulebook) -> Context:
    """Return what the rules looked at."""
    first = arrived(note.events)
    kept = tuple(event for event in note.events if event.kind not in (Kind.ARRIVED, Kind.SHOWN))
    current = kept if page.current is None else page.current
    visitor = past.after_all((first, *current) if first else current) if past is not None else None
    return Context(
        now=note.at,
        request=page.request,
        pages=page.pages,
        visitor=visitor,
        place=page.place,
        beyond=page.beyond,
        consent=page.consent,
        entry=page.entry or first,
        current=current,
        arrival=page.arrival if visitor is None else visitor.arrival,
        facts=page.facts,
        measures=rulebook.site.measures,
    )


def _reasons(page: Decided) -> Mapping[str, Reason]:
    return {rule: Reason(reason) for reason, rules in page.verdicts.items() for rule in rules}
