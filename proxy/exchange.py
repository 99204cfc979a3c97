"""A request on its way through the pipeline, and what is known of it so far."""

from asyncio import Task
from dataclasses import dataclass

from proxy.facts import Facts
from proxy.message import Head
from proxy.track import Asked
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request on its way; `gathering` is None when it is not worth following (an image, a style, a download)."""

    head: Head
    rulebook: Rulebook
    gathering: Task[tuple[Asked, Facts]] | None = None

    @property
    def known(self) -> tuple[Asked, Facts] | None:
        """What the lookups found, None while they run; what failed is for `finish`."""
        it = self.gathering
        done = it is not None and it.done() and not it.cancelled() and it.exception() is None
        return it.result() if it and done else None
