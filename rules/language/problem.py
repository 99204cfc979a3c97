"""Says what is wrong in a site's folder: where, what, and the nearest right thing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

MOST_COMPARED = 5_000
"""Names among which a near one is looked for: a feed may have 200,000 products, each as good a guess as the next."""

_MEANT: Mapping[str, tuple[str, ...]] = {
    "or": ("any",),
    "either": ("any",),
    "and": ("all",),
    "not": ("none",),
    "except": ("none",),
    "if": ("who",),
    "audience": ("who",),
    "condition": ("who",),
    "conditions": ("who",),
    "on": ("where", "live"),
    "pages": ("where", "page"),
    "action": ("do",),
    "actions": ("do",),
    "then": ("do",),
    "else": ("otherwise",),
    "description": ("why",),
    "hypothesis": ("why",),
    "question": ("learn",),
    "enabled": ("status", "live"),
    "state": ("status",),
    "active": ("live",),
    "off": ("paused",),
    "disabled": ("paused",),
    "start": ("from",),
    "begin": ("from",),
    "end": ("until", "end"),
    "to": ("until", "into"),
    "frequency": ("limit",),
    "cap": ("limit",),
    "tests": ("expect",),
    "top": ("start",),
    "bottom": ("end",),
    "country": ("geo.country",),
    "city": ("geo.city",),
    "basket": ("cart",),
    "channel": ("came_from",),
    "campaign": ("utm.campaign",),
    "forecast": ("weather",),
    "snow": ("weather",),
    "exit": ("exit_intent",),
    "language": ("browser.language",),
    "remove": ("hide",),
    "add": ("insert",),
}
"""What people write for a word of the language that looks nothing like it; the first that is known is meant."""

_NOT_TAB = re.compile(r"[^\t]")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: line and column count from 1, `length` is in characters."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong; `code` names the check, `excerpt` holds the source lines around it, the last one marked."""

    mark: Mark
    code: str
    message: str
    severity: Severity = Severity.ERROR
    excerpt: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        """Return the message as rule-language.md shows it: place, code, source lines, carets, sentence."""
        head = f"{self.mark.file}:{self.mark.line}:{self.mark.column}  {self.severity}  {self.code}"
        if not self.excerpt:
            return f"{head}\n      {self.message}"
        lines = [f"{number:>5} | {text}" for number, text in self.excerpt]
        before = self.excerpt[-1][1][: self.mark.column - 1].ljust(self.mark.column - 1)
        carets = _NOT_TAB.sub(" ", before) + "^" * max(1, self.mark.length)
        return "\n".join([head, *lines, f"      | {carets} {self.message}"])


class RulebookError(Exception):
    """The marketer's YAML is wrong: carries all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest known word, or all of them when none is near and they are few."""
    names = sorted(known)
    near = _near(word, names)
    if near:
        return f'Did you mean "{near}"?'
    if not names:
        return "None is named yet."
    listed = ", ".join(names)
    return f"Known: {listed}." if len(listed) <= 400 else f"Known, among others: {listed[:400].rsplit(', ', 1)[0]}."


def _near(word: str, names: list[str]) -> str | None:
    meant = next((name for name in _MEANT.get(word.casefold(), ()) if name in names), None)
    if meant or len(names) > MOST_COMPARED:
        return meant
    folded = {name.casefold(): name for name in reversed(names)}
    close = get_close_matches(word.casefold()[:100], folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None
