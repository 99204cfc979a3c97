"""Measures rewriting against a selectolax parse, edit and serialize of the same page in the same run."""

import ctypes
import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.plan import planned
from proxy.html.rewrite import Rewriter
from proxy.html.source import Source
from proxy.html.splice import Splice
from rules.decision import Contract, Edit, Element, Html, Op, Text

ROUNDS = {30: 120, 100: 60, 400: 24}
"""Rounds for each size of page in KB; odd rounds begin with the other side, so that drift hits both."""

_UTF8 = Charset("utf-8")
_COPIES = 64
_BUDGET = 256_000_000

_WORDS = [
    "soft",
    "light",
    "summer",
    "cotton",
    "handmade",
    "garden",
    "classic",
    "table",
    "running",
    "outdoor",
    "leather",
    "kitchen",
    "travel",
    "winter",
]

_HEAD = """\
<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML lang=en><head><title>Shop</title><meta charset=utf-8>
<script>var end = "</div>"; if (1 < 2 && 3 > 2) { document.write("<p>"); }</script>
<!--[if IE]><link rel=stylesheet href=ie.css><![endif]--></head>
<body bgcolor=#ffffff onload="init()"><div id=top><h1 class="page-title">Welcome</h1><ul class=nav>
<li><a href=/c/1?a=1&b=2>New</a><li><a href=/c/2>Sale</a></ul></div>
<div id="featured"><p>Now in store<p>Buy two</div><table width=100%><tr><td>
"""

_PRODUCT = """\
<TABLE class="product" border=0 cellpadding=0 cellspacing=2 width="100%"><TR>
<TD align=center valign=top bgcolor=#ffffff>
<a href="/product.php?id={sku}&cat=12&pos={number}" class=thumb>
<img src="/images/{number}.jpg" alt="{name}" width=120></a>
<TD valign=top><font face="Verdana, Arial" size=2><b><a href="/product.php?id={sku}&cat=12">{name} &eacute;toile</a></b>
</font><br><!-- stock {number} --><font size=1 color="#666666">{text}</font><p class=price><b>{number},90 &euro;</b><br>
<form action="/basket.php" method=post name="f{number}"><input type=hidden name=sku value={sku}>
<input type=text name=qty value=1 size=2><input type=submit value=Add></form>
<a href="#" onclick="wish({number}); return false;"><img src="/images/heart.gif" width=12 border=0 alt="">wish list</a>
</TABLE>
"""

_COUPON = '<div class="coupon-row">Code: <input name=code> <b>save</b></div>\n'

_DETAILS = """\
<table border=0><tr><td>Size<td>M<tr><td>Colour<td>blue</table>
<script type="text/javascript">var t = "<div>x</div>"; for (i = 0; i < 3; i++) {}</script>
"""

_FOOT = "</td></tr></table><div id=footer>&copy; Shop</div></BODY></HTML>\n"

_FEATURED = '<p class="for-you">Picked for you: <a href="/sale">the sale</a></p>'
_SCRIPT = '<script src="/devanture/client.js" defer></script>'


def page(kilobytes: int) -> bytes:
    """Return a legacy shop page of about this size, the same in every run."""
    dice = random.Random(kilobytes)
    parts = [_HEAD]
    size = len(_HEAD)
    for number in range(1, 10**6):
        if size > kilobytes * 1000 - len(_FOOT):
            break
        text = " ".join(dice.choices(_WORDS, k=12))
        name = " ".join(dice.choices(_WORDS, k=3))
        part = _PRODUCT.format(
            sku=dice.randrange(10**6), slug=name.replace(" ", "-"), number=number, name=name, text=text
        )
        part += _COUPON * (number % 15 == 0) + _DETAILS * (number % 10 == 0)
        parts.append(part)
        size += len(part)
    return "".join([*parts, _FOOT]).encode()


def edits(visitor: str) -> tuple[Edit, ...]:
    """Return the six edits of the task, made anew as deciding makes them for each request."""

    def edit(css: str, op: Op, content: Text | Html | None = None, name: str = "") -> Edit:
        return Edit(Element(css, css, Contract.AT_LEAST_ONE), op, content, name, rule=css)

    return (
        edit("#featured", Op.FILL, Html(_FEATURED)),
        edit(".coupon-row", Op.REMOVE),
        edit("body", Op.PREPEND, Html(f'<div class="banner">Hello <b>{visitor}</b></div>')),
        edit("body", Op.APPEND, Html(_SCRIPT)),
        edit(".product a", Op.SET, Text("noopener"), "rel"),
        edit("h1.page-title", Op.FILL, Text("Welcome back")),
    )


def anchor(body: bytes) -> bytes:
    """Do the task as one would with selectolax: parse, edit the tree, write it out."""
    tree = LexborHTMLParser(body)
    tree.css("#featured")[0].inner_html = _FEATURED
    for row in tree.css(".coupon-row"):
        row.decompose()
    top = LexborHTMLParser('<div class="banner">Hello <b>you</b></div>', is_fragment=True).css("div")[0]
    end = LexborHTMLParser(_SCRIPT, is_fragment=True).css("script")[0]
    whole = tree.css("body")[0]
    if whole.first_child is not None:
        whole.first_child.insert_before(top)
    whole.insert_child(end)
    for link in tree.css(".product a"):
        link.attrs["rel"] = "noopener"
    tree.css("h1.page-title")[0].inner_html = "Welcome back"
    return (tree.html or "").encode()


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to be timed; `prepare` gives the step for one round, whose own time is not counted."""

    name: str
    target: float
    prepare: Callable[[bytes], Callable[[], object]]


def hit(body: bytes) -> Callable[[], object]:
    """Ask for a body that was rewritten before, in another copy each time, as another visitor of the same kind."""
    return _again(body, [edits("you") for _ in range(_COPIES)])


def own_words(body: bytes) -> Callable[[], object]:
    """The same with words in the banner that are each visitor's own."""
    return _again(body, [edits(f"visitor {number}") for number in range(_COPIES)])


def _again(body: bytes, asked: list[tuple[Edit, ...]]) -> Callable[[], object]:
    rewriter = Rewriter(Bodies(_BUDGET))
    copies = cycle([bytes(bytearray(body)) for _ in range(_COPIES)])
    visitors = cycle(asked)
    for _ in range(2):
        rewriter.rewrite(next(copies), _UTF8, next(visitors))
    return lambda: rewriter.rewrite(next(copies), _UTF8, next(visitors))


def locate(body: bytes) -> Callable[[], object]:
    asked = edits("you")

    def once() -> bytes:
        source = Source.of(body, _UTF8)
        return Splice.of(planned(source, asked), _UTF8, asked).filled(asked)

    return once


def verified(body: bytes) -> Callable[[], object]:
    asked = edits("you")
    return lambda: Rewriter(Bodies(_BUDGET)).rewrite(body, _UTF8, asked)


MEASURES: list[Measure] = [
    Measure("plan hit", 0.02, hit),
    Measure("plan hit, own words", 0.02, own_words),
    Measure("locate and splice", 0.6, locate),
    Measure("with verification", 2.6, verified),
]
"""What is compared with the anchor; more can be added, each with its target as a ratio to it."""


def ratios(body: bytes, rounds: int, measures: Sequence[Measure]) -> dict[str, float]:
    """Return the median of each measure's CPU time over the anchor's, taken round by round."""
    steps = {measure.name: measure.prepare(body) for measure in measures}
    found: dict[str, list[float]] = {name: [] for name in steps}
    gc.collect()
    for number in range(rounds):
        order = list(steps.items()) if number % 2 else list(reversed(steps.items()))
        base = cpu(lambda: anchor(body))
        for name, step in order:
            found[name].append(cpu(step, 20 if name.startswith("plan hit") else 1) / base)
    return {name: median(values) for name, values in found.items()}


def quiet_malloc() -> None:
    """Keep glibc from giving memory back after each page, for both sides: that alone is worth twice the time."""
    libc = ctypes.CDLL(None)
    for parameter, size in ((-3, 256 << 20), (-1, 512 << 20)):
        libc.mallopt(parameter, size)


def main() -> int:
    """Print the table of ratios, and return 1 when one of them is above its target."""
    quiet_malloc()
    print(f"{'page':>8}  {'measure':<20}{'ratio':>8}{'target':>8}")
    above = 0
    for kilobytes, rounds in ROUNDS.items():
        for measure, ratio in zip(MEASURES, ratios(page(kilobytes), rounds, MEASURES).values(), strict=True):
            above += ratio > measure.target
            mark = "  above" if ratio > measure.target else ""
            print(f"{kilobytes:>5} KB  {measure.name:<20}{ratio:>8.3f}{measure.target:>8.2f}{mark}")
    return 1 if above else 0


def cpu(step: Callable[[], object], times: int = 1) -> float:
    begin = time.process_time_ns()
    for _ in range(times):
        step()
    return (time.process_time_ns() - begin) / times


if __name__ == "__main__":
    sys.exit(main())
