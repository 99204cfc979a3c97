"""A text of a page that may not be known yet: until it is, the browser is asked to wait for it."""

from dataclasses import dataclass
from html import escape

ROUND = "•••"
"""What stands there meanwhile."""


@dataclass(frozen=True, slots=True)
class Coming:
    """The text, None while it is being fetched; `key` is what an answer calls it (living.py), `until` its last day."""

    key: str
    text: str | None = None
    until: str | None = None

    def __html__(self) -> str:
        """Return it as markup: what stands between two tags, and nowhere else."""
        if self.text is not None:
            return escape(self.text)
        return f'<span data-dv-live="{escape(self.key)}">{ROUND}</span>'
