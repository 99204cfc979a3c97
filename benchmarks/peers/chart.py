"""Draws what a request costs, a bar for each peer and work, as a plain SVG for the docs."""

from collections.abc import Sequence
from html import escape

from benchmarks.peers.measure import Results
from benchmarks.peers.peers import OURS, PEERS

WIDTH, LEFT, ROW = 760, 240, 24
_COLOURS = {"W0": "#9aa5b1", "W1": "#5b7fa6", "W2": "#2f5d8a"}
_OURS = {"W0": "#e8b98a", "W1": "#dd8a3c", "W2": "#c4661f"}
_TOLD = "pass-through (W0), five edits (W1), edits for a known visitor (W2); a repeat page of 100 KB"

Bar = tuple[str, str, float]
"""A name, a work, and CPU milliseconds."""


def bars(found: Results) -> Sequence[Bar]:
    each = ((peer.name, peer.work, found.cpu(peer.name, peer.work, "100 KB")) for peer in PEERS)
    return [(name, work, cpu) for name, work, cpu in each if cpu]


def drawn(all_bars: Sequence[Bar]) -> str:
    """Return the picture, its lengths in proportion."""
    longest = max((cpu for _, _, cpu in all_bars), default=1.0)
    rows = "\n".join(_bar(place, bar, longest) for place, bar in enumerate(all_bars))
    height = 56 + ROW * len(all_bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'font-family="system-ui, sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<text x="12" y="20" font-weight="600" fill="#222">CPU milliseconds for one request</text>\n'
        f'<text x="12" y="38" fill="#555" font-size="12">{escape(_TOLD)}</text>\n{rows}\n</svg>\n'
    )


def _bar(place: int, bar: Bar, longest: float) -> str:
    name, work, cpu = bar
    room = WIDTH - LEFT - 70
    length = max(cpu / longest * room, 1)
    top = 50 + place * ROW
    colour = (_OURS if name == OURS else _COLOURS)[work]
    weight = ' font-weight="600"' if name == OURS else ""
    return (
        f'<text x="{LEFT - 8}" y="{top + 14}" text-anchor="end" fill="#222"{weight}>{escape(name)}, {work}</text>'
        f'<rect x="{LEFT}" y="{top + 2}" width="{length:.1f}" height="{ROW - 8}" fill="{colour}"/>'
        f'<text x="{LEFT + length + 6:.1f}" y="{top + 14}" fill="#222"{weight}>{cpu:.3f}</text>'
    )
