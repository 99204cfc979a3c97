"""What the lints share: which rules they look at, on which pages, and how a problem of theirs is told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rules.language.problem import Problem, Severity
from rules.language.rule import Written
from rules.language.source import Path
from rules.rulebook import Rule, Rulebook, Site, Status

Lint = Callable[[Sequence[Written], Rulebook], Iterator[Problem]]

WARNINGS = frozenset(
    {
        *("cache-explosion", "indiscreet", "never-agreed"),
        *("pointer-only", "popup-in-checkout", "unbounded-attention"),
    }
)
"""Codes of what may be meant so; all others are errors."""


def live(written: Iterable[Written]) -> list[Written]:
    return [each for each in written if each.rule.status is Status.LIVE]


def at(each: Written, path: Path, code: str, message: str) -> Problem:
    """Return a problem at a key of a rule."""
    found = each.document.problem((*each.path, *path), code, message, key=True)
    return replace(found, severity=Severity.WARNING if code in WARNINGS else Severity.ERROR)


def anywhere(rule: Rule, site: Site) -> frozenset[str]:
    """Return the named pages on which a rule may act."""
    return frozenset(page.name for page in site.pages) if rule.pages is None else rule.pages
