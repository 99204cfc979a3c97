"""Keeps what a run found in docs/performance.md, between its marks, and the chart beside it."""

import re

from benchmarks.peers import chart, table
from benchmarks.peers.figures import figures
from benchmarks.peers.measure import Results
from benchmarks.peers.running import ROOT

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "pictures" / "peers.svg"
_BETWEEN = re.compile(r"(<!-- found -->\n).*?(<!-- /found -->)", re.DOTALL)


def kept(found: Results, told: str) -> None:
    """Write one run into the docs."""
    CHART.write_text(chart.drawn(chart.bars(found)), "utf-8")
    PAGE.write_text(with_run(PAGE.read_text("utf-8"), section(found, told)), "utf-8")


def with_run(page: str, told: str) -> str:
    """Return the page with another run between its marks."""
    return _BETWEEN.sub(lambda marks: f"{marks[1]}{told}\n{marks[2]}", page)


def section(found: Results, told: str) -> str:
    """Return the tables of one run, and who was not there."""
    missing = "\n".join(f"- {who}: {why}" for who, why in found.missing.items()) or "Nobody was missing."
    parts = (told, table.markdown(table.everybody(found)), missing, table.markdown(table.promised(figures(found))))
    return "\n\n".join(parts)
