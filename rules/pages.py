"""Tells which page of the shop a request asks for, by the path patterns and query of site.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.context import Request

_MARKS = re.compile(r"(\*\*|\*|\{[a-z_]+\})")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A path as a person writes it: `*` is part of one segment, `**` any rest, `{name}` one segment by name.

    The regular expression is made here of pieces that cannot backtrack into each other's segment, never by a marketer.
    """

    text: str
    regex: re.Pattern[str] = field(repr=False, compare=False)

    @classmethod
    def of(cls, text: str) -> "PathPattern":
        """Raise ValueError when the text has two `**`, which would make matching slow, or a `{name}` that is none."""
        if text.count("**") > 1:
            raise ValueError(f'"{text}" has more than one "**"; one is allowed')
        first, *rest = _MARKS.split(text)
        marks, texts = rest[::2], rest[1::2]
        names = [mark for mark in marks if mark.startswith("{")]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"{twice} stands in this path twice; give each segment a name of its own")
        if any(brace in part for part in (first, *texts) for brace in "{}"):
            raise ValueError("name a segment with small letters and underscores, such as {product_id}")
        pieces = map(_piece, marks, map(re.escape, texts), [*marks[1:], ""])
        return cls(text, re.compile(re.escape(first) + "".join(pieces), re.DOTALL))

    def captures(self, path: str) -> Mapping[str, str] | None:
        """Return the named segments of a path that matches, None for one that does not."""
        match = self.regex.fullmatch(path)
        return match.groupdict() if match else None


def _piece(mark: str, text: str, following: str) -> str:
    """Return a mark with the text behind it, and the mark that follows.

    Between stars the first place where the text stands is as good as any later one; trying them all would take a path
    of n dashes n * n steps for `*-*-*`.
    """
    if mark == "**":
        return ".*" + text
    if mark == "*":
        return f"(?>[^/]*?{text})" if following.startswith("*") else f"[^/]*{text}"
    return f"(?P<{mark[1:-1]}>[^/]+){text}"


@dataclass(frozen=True, slots=True)
class PageName:
    """One entry of `pages:`; `query` maps a key to the pattern its value must meet."""

    name: str
    path: PathPattern
    query: Mapping[str, PathPattern] = field(default_factory=dict, hash=False)
    fragment: bool = False

    def meets(self, request: Request) -> bool:
        if not (request.navigation or self.fragment) or self.path.captures(request.path) is None:
            return False
        return all(_any_meets(pattern, request.query.get(key, ())) for key, pattern in self.query.items())


def _any_meets(pattern: PathPattern, values: tuple[str, ...]) -> bool:
    return any(pattern.captures(value) is not None for value in values)
