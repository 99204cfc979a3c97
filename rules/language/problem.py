"""Says what is wrong in a site's folder: where, what, and the nearest right thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


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
        carets = " " * (self.mark.column - 1) + "^" * max(1, self.mark.length)
        return "\n".join([head, *lines, f"      | {carets} {self.message}"])


class RulebookError(Exception):
    """The marketer's YAML is wrong: carries all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest known word, or all of them when none is near and they are few."""
    names = sorted(known)
    close = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    if not names:
        return "None is named yet."
    listed = ", ".join(names)
    return f"Known: {listed}." if len(listed) <= 400 else f"Known, among others: {listed[:400].rsplit(', ', 1)[0]}."
