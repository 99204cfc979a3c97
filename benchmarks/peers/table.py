"""Writes what was found: one table of everybody, one of the figures that were promised, and who is missing."""

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.peers.figures import Figure
from benchmarks.peers.measure import Results
from benchmarks.peers.pages import KINDS
from benchmarks.peers.peers import PEERS

_COLUMNS = ("", "work", *(kind.name for kind in KINDS), "a core", "req/s", "p50", "p99", "lone p50", "first byte")


def everybody(found: Results) -> Sequence[Sequence[str]]:
    """Return the rows: CPU in ms by kind of page, and of the repeat page of 100 KB the rest."""
    return [_COLUMNS, *(_row(found, peer.name, peer.work) for peer in PEERS)]


def _row(found: Results, name: str, work: str) -> Sequence[str]:
    costs = [found.cpu(name, work, kind.name) for kind in KINDS]
    run = found.figures.get((name, work, "100 KB"))
    alone, begun = found.alone.get((name, work)), found.first_bytes.get((name, work))
    rest = [f"{1000 / run.cpu:.0f}", f"{run.rate:.0f}", f"{run.p50:.1f}", f"{run.p99:.1f}"] if run else ["-"] * 4
    return (
        name,
        work,
        *("-" if cost is None else f"{cost:.3f}" for cost in costs),
        *rest,
        f"{alone.p50:.2f}" if alone else "-",
        "-" if begun is None else f"{begun:.1f}",
    )


def promised(asked: Iterable[Figure]) -> Sequence[Sequence[str]]:
    return [("figure", "found", "at least", "aim", ""), *(_figure(each) for each in asked)]


def _figure(each: Figure) -> Sequence[str]:
    value = "-" if each.value is None else f"{each.value:.2f}"
    least = "-" if each.least is None else f"{each.least:.2f}"
    return (each.name, value, least, f"{each.aim:.2f}", each.mark)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines for a terminal, names to the left and numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) if not place else cell.rjust(width) for place, (cell, width) in _placed(row, widths)]
        yield "  ".join(cells).rstrip()


def _placed(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as a table for the docs."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
