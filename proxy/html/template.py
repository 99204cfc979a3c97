"""Learns what the bodies of one page have in common, so that the next one need not be parsed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from xxhash import xxh3_64_intdigest

from proxy.html.align import Stretch
from proxy.html.gaps import PATTERNS, Gap, Kind, fitting
from proxy.html.proof import proved
from proxy.html.source import Source

_TOKEN = 12
"""Bytes from which on a value that a page repeats is the same one each time, and not by chance."""

Match = Callable[[bytes, int], re.Match[bytes] | None]


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next in a body: a value that `match` takes, and the run behind it.

    Without `match` it is an earlier value, by its number, in front of each of some runs: a token stands in every form.
    """

    match: Match | None
    number: int
    runs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Runs of bytes that bodies share, and the gaps between them; `model` is a body with a word in each gap.

    Every body that the template takes has the model's tree, but for the characters of the gaps: what is planned for the
    model, and proved of it, holds for the body with its own characters in the place of those words. Gaps that repeat a
    value share its word; all words begin with `nonce`. `names` are the attributes that have a gap somewhere,
    `watched` the numbers of values that are an `id` or a `class`, which selectors may name.
    """

    first: bytes
    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    names: frozenset[str]
    watched: tuple[int, ...]
    model: bytes
    nonce: str

    def word(self, number: int) -> str:
        """Return what stands in a gap of the model."""
        return _word(self.nonce, number)

    def parted(self, text: str) -> tuple[str, ...]:
        """Return the parts of the model's text: what is fixed and the numbers of values by turns."""
        return tuple(re.split(rf"{self.nonce}(\d{{4}})v", text))

    def values(self, body: bytes) -> list[bytes] | None:
        """Return what a body has in the gaps, a value once; None when it is none of the template's."""
        if not body.startswith(self.first):
            return None
        at, values, referring = len(self.first), list[bytes](), False
        for step in self.steps:
            if step.match is None:
                run = values[step.number].join(step.runs)
            else:
                found = step.match(body, at)
                if found is None:
                    return None
                values.append(found[0])
                at, run = found.end(), step.runs[0]
                referring = referring or b"&" in found[0]
            if not body.startswith(run, at):
                return None
            at += len(run)
        return values if at == len(body) and not (referring and not fitting(self.gaps, values)) else None


def learned(source: Source, stretches: Sequence[Stretch]) -> tuple[Template, Source] | None:
    """Return the template of a body, and its model as parsed; None where a parser does not see the gaps as we do."""
    body = source.body
    nonce = f"dv{xxh3_64_intdigest(body):016x}"
    ends = [0, *(each.end for each in stretches)]
    starts = [*(each.start for each in stretches), len(body)]
    runs = [body[end:start] for end, start in zip(ends, starts, strict=True)]
    model = _model(source, nonce, runs, range(len(stretches)))
    gaps = proved(model, nonce, [each.kind for each in stretches])
    if nonce.encode() in body or gaps is None:
        return None
    firsts = _firsts(body, stretches)
    own = list(dict.fromkeys(firsts))
    numbers = [own.index(first) for first in firsts]
    if len(own) < len(gaps):
        model = _model(source, nonce, runs, numbers)
    return Template(
        first=runs[0],
        steps=tuple(_steps([gap.kind for gap in gaps], numbers, runs[1:])),
        gaps=tuple(gaps[first] for first in own),
        names=frozenset(gap.name.lower() for gap in gaps if gap.name),
        watched=tuple(sorted({numbers[gap] for gap, each in enumerate(gaps) if each.name in ("id", "class")})),
        model=model.body,
        nonce=nonce,
    ), model


def _model(source: Source, nonce: str, runs: Sequence[bytes], numbers: Sequence[int]) -> Source:
    words = [_word(nonce, number).encode() for number in numbers]
    return Source.of(b"".join(chain(*zip(runs, words, strict=False), runs[-1:])), source.charset)


def _firsts(body: bytes, stretches: Sequence[Stretch]) -> list[int]:
    """Return for each gap the first one that has its value."""
    first: dict[tuple[Kind, bytes], int] = {}
    found: list[int] = []
    for number, stretch in enumerate(stretches):
        value = body[stretch.start : stretch.end]
        found.append(first.setdefault((stretch.kind, value), number) if len(value) >= _TOKEN else number)
    return found


def _steps(kinds: Sequence[Kind], numbers: Sequence[int], runs: Sequence[bytes]) -> Iterator[Step]:
    seen = 0
    for number, group in groupby(range(len(kinds)), lambda gap: numbers[gap]):
        first, *more = group
        if number == seen:
            yield Step(PATTERNS[kinds[first]].match, number, (runs[first],))
            seen += 1
        else:
            more = [first, *more]
        if more:
            yield Step(None, number, (b"", *(runs[gap] for gap in more)))


def _word(nonce: str, number: int) -> str:
    return f"{nonce}{number:04}v"
