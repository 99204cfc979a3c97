"""Where a shop's unique codes come from, and what a rule wishes of them."""

from dataclasses import dataclass

SAMPLE = "SAMPLE-CODE"
"""What a persona holds of every pool: plainly no code that a shop would take."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Codes of one kind: a file in the site's folder, one code a line or in a `column`; or the shop's own service.

    `answer` is where the code stands in the service's JSON, `seconds` how long it may take. A pool with fewer than
    `low` codes left is told of.
    """

    name: str
    file: str = ""
    column: str = ""
    url: str = ""
    answer: tuple[str, ...] = ()
    seconds: float = 3.0
    low: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """One code of a pool for the visitor, good for so many seconds, None for ever; `rule` is who wishes."""

    pool: str
    rule: str = ""
    span: float | None = None
