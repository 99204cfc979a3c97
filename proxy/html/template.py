"""Learns what the bodies of one page have in common, so that the next one need not be parsed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from xxhash import xxh3_64_intdigest

from proxy.html.align import Stretch
from proxy.html.gaps import PATTERNS, Gap, fitting
from proxy.html.proof import proved
from proxy.html.source import Source

Match = Callable[[bytes, int], re.Match[bytes] | None]


@dataclass(frozen=True, slots=True)
class Template:
    """Runs of bytes that bodies share, and the gaps between them; `model` is a body with a word in each gap.

    `steps` are what the gaps take, each with the run behind it; the words of the model begin with `nonce`.

    Every body that the template takes has the model's tree, but for the characters of the gaps: what is planned for the
    model, and proved of it, holds for the body with its own characters in the place of those words.
    """

    first: bytes
    steps: tuple[tuple[Match, bytes], ...]
    gaps: tuple[Gap, ...]
    model: bytes
    nonce: str

    @property
    def names(self) -> frozenset[str]:
        """The attributes that have a gap for a value somewhere in the page."""
        return frozenset(gap.name.lower() for gap in self.gaps if gap.name)

    def word(self, number: int) -> str:
        """Return what stands in a gap of the model."""
        return _word(self.nonce, number)

    def parted(self, text: str) -> tuple[str, ...]:
        """Return the parts of the model's text: what is fixed and the numbers of gaps by turns."""
        return tuple(re.split(rf"{self.nonce}(\d{{4}})v", text))

    def values(self, body: bytes) -> list[bytes] | None:
        """Return what a body has in the gaps, None when it is none of the template's."""
        if not body.startswith(self.first):
            return None
        at, values, referring = len(self.first), list[bytes](), False
        for match, run in self.steps:
            found = match(body, at)
            if found is None or not body.startswith(run, found.end()):
                return None
            value = found[0]
            values.append(value)
            at = found.end() + len(run)
            referring = referring or b"&" in value
        return values if at == len(body) and not (referring and not fitting(self.gaps, values)) else None


def learned(source: Source, stretches: Sequence[Stretch]) -> tuple[Template, Source] | None:
    """Return the template of a body, and its model as parsed; None where a parser does not see the gaps as we do."""
    body = source.body
    nonce = f"dv{xxh3_64_intdigest(body):016x}"
    words = [_word(nonce, number).encode() for number in range(len(stretches))]
    ends = [0, *(each.end for each in stretches)]
    starts = [*(each.start for each in stretches), len(body)]
    runs = tuple(body[end:start] for end, start in zip(ends, starts, strict=True))
    model = Source.of(b"".join(chain(*zip(runs, words, strict=False), runs[-1:])), source.charset)
    gaps = proved(model, nonce, [each.kind for each in stretches])
    if nonce.encode() in body or gaps is None:
        return None
    steps = tuple((PATTERNS[gap.kind].match, run) for gap, run in zip(gaps, runs[1:], strict=True))
    return Template(runs[0], steps, gaps, model.body, nonce), model


def _word(nonce: str, number: int) -> str:
    return f"{nonce}{number:04}v"
