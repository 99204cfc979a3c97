"""What rules and a visitor's own acts and answers leave with the visitor: tags, choices, acts; all of it bounded."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from scoring.event import Event, Kind

KEPT_MARKS = 50
"""Tags of one visitor; choices and acts as many. The oldest makes room."""

APART = 30 * 60
"""Seconds that one act of a kind counts for: a page that is loaded again is no second review."""

NO_END = "no end"
"""How a tag without a last day tells of its time."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag set at a Unix time; `until` is when it falls off by itself, None for never."""

    at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The option that was chosen last where several were offered."""

    option: str
    at: float


@dataclass(frozen=True, slots=True)
class Act:
    """How often something was done that site.yaml names under `acts`, and when last."""

    count: int
    at: float


@dataclass(frozen=True, slots=True)
class Rating:
    """What was answered last when a rule asked how it was: happy or unhappy."""

    answer: str
    at: float


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail address that was given to a rule; `until` is when it has to be gone."""

    address: str
    rule: str
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Code:
    """A code out of a pool of the shop's that was given to this visitor alone; `until` None is good for ever."""

    text: str
    at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The purposes that consent was given for on the last visit, as far as somebody had to know."""

    purposes: frozenset[str]
    at: float


class _Dated(Protocol):
    @property
    def at(self) -> float: ...


D = TypeVar("D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Marks:
    """Tags by name, the last choice by what was offered, acts by name, mail addresses by purpose, the last rating.

    And codes by their pool, and the rules that were closed, with how often and when last.
    """

    tags: Mapping[str, Tag] = field(default_factory=dict, hash=False)
    chosen: Mapping[str, Choice] = field(default_factory=dict, hash=False)
    acts: Mapping[str, Act] = field(default_factory=dict, hash=False)
    mails: Mapping[str, Mail] = field(default_factory=dict, hash=False)
    rated: Rating | None = None
    codes: Mapping[str, Code] = field(default_factory=dict, hash=False)
    dismissed: Mapping[str, Act] = field(default_factory=dict, hash=False)
    agreed: Agreed | None = None

    def after(self, event: Event) -> "Marks":
        """Return the marks with one more event; one of another kind changes nothing."""
        match event.kind:
            case Kind.TAGGED:
                return replace(self, tags=_tagged(self.tags, event))
            case Kind.CHOSE:
                choice = Choice(event.detail.get("option", ""), event.at)
                return replace(self, chosen=_bounded({**self.chosen, event.subject: choice}))
            case Kind.ACTED:
                return replace(self, acts=_bounded({**self.acts, event.subject: _acted(self.acts, event)}))
            case Kind.RATED:
                return replace(self, rated=Rating(event.detail.get("answer", ""), event.at))
            case Kind.CAPTURED:
                return replace(self, mails=_captured(self.mails, event))
            case Kind.GIVEN:
                return replace(self, codes=_bounded({**self.codes, event.subject: _code(event)}))
            case Kind.DISMISSED:
                times = self.dismissed[event.subject].count if event.subject in self.dismissed else 0
                return replace(self, dismissed=_bounded({**self.dismissed, event.subject: Act(times + 1, event.at)}))
            case Kind.AGREED:
                purposes = frozenset(event.detail.get("purposes", "").split())
                return replace(self, agreed=Agreed(purposes, event.at))
            case _:
                return self

    def tagged(self, now: float) -> frozenset[str]:
        """Return the names of the tags that stand at `now`."""
        return frozenset(name for name, tag in self.tags.items() if tag.until is None or now < tag.until)

    def mailed(self, now: float) -> Mapping[str, Mail]:
        """Return the mail addresses that may still be used at `now`, by purpose."""
        return {purpose: mail for purpose, mail in self.mails.items() if now < mail.until}

    def without_ended(self, now: float) -> "Marks":
        """Return the marks without mail addresses whose time has passed at `now`."""
        left = self.mailed(now) if self.mails else self.mails
        return self if len(left) == len(self.mails) else replace(self, mails=left)

    def between(self, before: float, now: float = math.inf) -> "Marks":
        """Return the marks without those set earlier than `before`; none is dated later than `now`."""
        if all(before <= at <= now for at in self.moments()):
            return self
        return Marks(
            {name: replace(tag, at=min(tag.at, now)) for name, tag in _young(self.tags, before)},
            {name: replace(choice, at=min(choice.at, now)) for name, choice in _young(self.chosen, before)},
            {name: replace(act, at=min(act.at, now)) for name, act in _young(self.acts, before)},
            {name: replace(mail, at=min(mail.at, now)) for name, mail in _young(self.mails, before)},
            replace(self.rated, at=min(self.rated.at, now)) if self.rated and self.rated.at >= before else None,
            {name: replace(code, at=min(code.at, now)) for name, code in _young(self.codes, before)},
            {rule: replace(act, at=min(act.at, now)) for rule, act in _young(self.dismissed, before)},
            replace(self.agreed, at=min(self.agreed.at, now)) if self.agreed and self.agreed.at >= before else None,
        )

    def moments(self) -> Iterator[float]:
        yield from (tag.at for tag in self.tags.values())
        yield from (choice.at for choice in self.chosen.values())
        yield from (act.at for act in self.acts.values())
        yield from (mail.at for mail in self.mails.values())
        if self.rated is not None:
            yield self.rated.at
        yield from (code.at for code in self.codes.values())
        yield from (act.at for act in self.dismissed.values())
        if self.agreed is not None:
            yield self.agreed.at


UNMARKED = Marks()
"""The marks of most visitors."""


def _tagged(tags: Mapping[str, Tag], event: Event) -> Mapping[str, Tag]:
    kept = {name: tag for name, tag in tags.items() if name != event.subject}
    span = event.detail.get("for", NO_END)
    length = math.inf if span == NO_END else _seconds(span)
    if length <= 0.0:
        return kept
    return _bounded({**kept, event.subject: Tag(event.at, None if length == math.inf else event.at + length)})


def _acted(acts: Mapping[str, Act], event: Event) -> Act:
    before = acts.get(event.subject, Act(0, -math.inf))
    return before if event.at - before.at < APART else Act(before.count + 1, event.at)


def mail_until(event: Event) -> float:
    """Return the moment at which an event has to be gone for the mail address in it, infinity where there is none."""
    return _seconds(event.detail.get("until", "")) if event.kind is Kind.CAPTURED else math.inf


def without_mail(event: Event) -> Event:
    """Return an event as it may be kept among events: that there was a mail address is told, never which."""
    return replace(event, detail={**event.detail, "email": "*"}) if event.kind is Kind.CAPTURED else event


def _captured(mails: Mapping[str, Mail], event: Event) -> Mapping[str, Mail]:
    """An address that does not say until when it may be kept is not kept."""
    told = event.detail
    mail = Mail(told.get("email", ""), told.get("rule", ""), event.at, mail_until(event))
    kept = {purpose: each for purpose, each in mails.items() if each.until > event.at}
    return _bounded({**kept, event.subject: mail}) if mail.address and mail.until > event.at else kept


def _code(event: Event) -> Code:
    until = event.detail.get("until", "")
    return Code(event.detail.get("code", ""), event.at, _seconds(until) if until else None)


def _seconds(text: str) -> float:
    """Return a length of time, or a moment; 0 for what is none."""
    try:
        length = float(text)
    except ValueError:
        return 0.0
    return length if math.isfinite(length) else 0.0


def _bounded(marks: dict[str, D]) -> Mapping[str, D]:
    if len(marks) > KEPT_MARKS:
        del marks[min(marks, key=lambda name: marks[name].at)]
    return marks


def _young(marks: Mapping[str, D], before: float) -> Iterator[tuple[str, D]]:
    return ((name, mark) for name, mark in marks.items() if mark.at >= before)
