"""Switches one rule off by itself when it raises again and again, or when its element is gone from the shop's pages."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from proxy.facts import Facts
from proxy.metrics import Metrics
from proxy.personalize import Outcome
from proxy.seldom import Seldom
from rules.blame import RuleError
from rules.decision import Reason
from rules.rulebook import Rule, Rulebook

T = TypeVar("T")

_log = logging.getLogger(__name__)

_NOT_ASKED = frozenset(
    {
        *(Reason.DRAFT, Reason.PAUSED, Reason.OUT_OF_SCHEDULE, Reason.OTHER_PAGE, Reason.CONSENT_MISSING),
        *(Reason.RULE_ERROR, Reason.KILLED_BY_GUARD),
    }
)
"""Reasons of a rule that was not asked to its end, which prove nothing about it."""


_ERRORS = 400
"""Pages from this status on are not the shop's usual ones, and may lack what those have."""


class Cause(StrEnum):
    RAISED = "raised"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a rule is forgiven: so many errors within `pause` seconds, so many pages in a row without its element.

    0 forgives everything. `pause` is also how long the rule is off, until one more page tries it.
    """

    errors: int = 3
    misses: int = 50
    pause: float = 300.0


@dataclass(slots=True)
class _Fuse:
    """One rule's; off until `until`, on trial after it, and sound again with `cause` None."""

    rule: Rule
    errors: deque[float]
    misses: int = 0
    cause: Cause | None = None
    until: float = 0.0

    def is_of(self, rulebook: Rulebook) -> bool:
        """Tell whether the rulebook holds this very rule, not a mended one of its name."""
        rule = rulebook.rule(self.rule.id)
        return rule is not None and rule.digest == self.rule.digest

    def told(self, now: float) -> str:
        times, pages = len(self.errors), self.misses
        why = f"raised {times} times" if self.cause is Cause.RAISED else f"element missing on {pages} pages in a row"
        return f"{why}, tried again in {self.until - now:.0f} s or after a reload"


class Fuses:
    """The fuses of all rules in one process; a rule that never gave trouble has none."""

    def __init__(self, metrics: Metrics, rating: Rating, clock: Callable[[], float]) -> None:
        """Count by a clock of monotonic seconds."""
        self._metrics = metrics
        self._rating = rating
        self._clock = clock
        self._seldom = Seldom(clock)
        self._all: dict[tuple[str, str], _Fuse] = {}
        self._off: dict[tuple[str, str], _Fuse] = {}

    def tried(self, rulebook: Rulebook, facts: Facts, ask: Callable[[Rulebook], Outcome]) -> tuple[Rulebook, Outcome]:
        """Ask with the rules that are on, learn from the page, and return what was asked as well."""
        on, outcome = self.asked(rulebook, ask)
        self._saw(on, facts, outcome)
        return on, outcome

    def asked(self, rulebook: Rulebook, ask: Callable[[Rulebook], T]) -> tuple[Rulebook, T]:
        """Ask with the rules that are on, and once more without each that raises; return what was asked as well."""
        on = self._fused(rulebook)
        while True:
            try:
                return on, ask(on)
            except RuleError as error:
                self._raised(error)
                on = on.without({error.rule.id: (Reason.RULE_ERROR, str(error))})

    def reset(self) -> None:
        """Give every rule its chance anew: the rules were loaded, or the shop mended."""
        for id_, _ in self._off:
            self._metrics.rule_off.labels(id_).set(0)
        self._off.clear()
        self._all.clear()

    def _fused(self, rulebook: Rulebook) -> Rulebook:
        """Return the rulebook with the rules out that are off now."""
        if not self._off:
            return rulebook
        now = self._clock()
        for key in [key for key, fuse in self._off.items() if fuse.until <= now]:
            del self._off[key]
            self._metrics.rule_off.labels(key[0]).set(0)
        off = (fuse for fuse in self._off.values() if fuse.is_of(rulebook))
        return rulebook.without({fuse.rule.id: (Reason.KILLED_BY_GUARD, fuse.told(now)) for fuse in off})

    def _raised(self, error: RuleError) -> None:
        """Count an error of a rule."""
        rule, fuse, now = error.rule, self._of(error.rule), self._clock()
        fuse.errors.append(now)
        if fuse.cause is None and self._seldom.allows(rule.id):
            _log.error("rule %s (%s:%d) is left out of a page", rule.id, rule.file, rule.line, exc_info=error.__cause__)
        often = len(fuse.errors) == self._rating.errors and now - fuse.errors[0] <= self._rating.pause
        if self._rating.errors and (often or fuse.cause is Cause.RAISED):
            self._blow(fuse, Cause.RAISED)

    def _saw(self, rulebook: Rulebook, facts: Facts, outcome: Outcome) -> None:
        """Learn from a page: elements that are gone or back, rules that are sound again; a preview proves nothing."""
        if facts.persona is not None or outcome.unread is not None or outcome.page.status >= _ERRORS:
            return
        for rule in map(rulebook.rule, outcome.missing):
            if rule is not None and self._rating.misses:
                self._missed(self._of(rule))
        if self._all:
            self._mend(rulebook, outcome)

    def _of(self, rule: Rule) -> _Fuse:
        errors: deque[float] = deque(maxlen=max(1, self._rating.errors))
        return self._all.setdefault((rule.id, rule.digest), _Fuse(rule, errors))

    def _missed(self, fuse: _Fuse) -> None:
        fuse.misses += 1
        if fuse.misses >= self._rating.misses or fuse.cause is Cause.MISSING:
            self._blow(fuse, Cause.MISSING)

    def _blow(self, fuse: _Fuse, cause: Cause) -> None:
        """Switch a rule off; one that failed its trial is off again without a further line in the log."""
        rule, now, first = fuse.rule, self._clock(), fuse.cause is None
        fuse.cause, fuse.until = cause, now + self._rating.pause
        self._off[rule.id, rule.digest] = fuse
        self._metrics.rule_off.labels(rule.id).set(1)
        self._metrics.rules_stopped.labels(rule.id, cause.value).inc()
        if first:
            _log.error("rule %s (%s:%d) is switched off: %s", rule.id, rule.file, rule.line, fuse.told(now))

    def _mend(self, rulebook: Rulebook, outcome: Outcome) -> None:
        """End what a page has disproved; a rule that was not asked to its end proves nothing."""
        reasons = {verdict.rule: verdict.reason for verdict in outcome.decision.verdicts}
        for fuse in self._all.values():
            if not fuse.is_of(rulebook) or reasons.get(fuse.rule.id) in _NOT_ASKED:
                continue
            if outcome.met.get(fuse.rule.id):
                fuse.misses = 0
            if fuse.cause is Cause.RAISED or (fuse.cause is Cause.MISSING and not fuse.misses):
                fuse.cause = None
                fuse.errors.clear()
                _log.warning("rule %s (%s:%d) acts again", fuse.rule.id, fuse.rule.file, fuse.rule.line)
