"""Plans that went out unproven are looked at behind the answer."""

import logging

import pytest

from proxy.charset import Charset
from proxy.edge.proofs import Proofs
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter, Rewritten
from proxy.html.shelf import Family
from proxy.html.trust import Trust
from proxy.metrics import Metrics
from rules.decision import Edit, Reason, Text
from tests.support.pages import edit

UTF8 = Charset("utf-8")


class Shop:
    """One page that is new each time, and a rewriter that believes its changes from the first body on."""

    def __init__(self, page: str) -> None:
        self.page, self.number = page, 0
        self.bodies = Bodies(10**7)
        self.rewriter = Rewriter(self.bodies)
        self.rewriter.trust = Trust(first=0, share=1)
        self.proofs = Proofs(self.rewriter, Metrics())

    def sends(self, *asked: Edit, name: str = "home") -> Rewritten:
        self.number += 1
        body = f"<!doctype html><body>{'<hr>' * self.number}{self.page}".encode()
        self.bodies.meet(body, UTF8, Family("/", (name,)))
        return self.rewriter.rewrite(body, UTF8, asked)

    def counted(self, outcome: str) -> float:
        return self.proofs.metrics.registry.get_sample_value("devanture_proofs_total", {"outcome": outcome}) or 0


async def test_what_holds_is_counted_and_stays() -> None:
    shop, asked = Shop("<div id=x></div>"), edit("#x", "append", "<b>new</b>")
    for _ in range(3):
        assert b"<b>new</b>" in shop.sends(asked).html
    await shop.proofs.run()
    assert shop.counted("held") == 3
    assert b"<b>new</b>" in shop.sends(asked).html


async def test_what_does_not_hold_is_withdrawn_and_said(caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop("<table><tr><td>x</td></tr></table><p>y</p>")
    guilty = edit("td", "replace", Text("no room"), rule="guilty")
    other = edit("p", "fill", "new", rule="other")
    assert b"no room" in shop.sends(guilty, other).html
    with caplog.at_level(logging.WARNING):
        await shop.proofs.run()
    assert "rule guilty is withdrawn" in caplog.text
    assert shop.counted("failed") == 1
    result = shop.sends(guilty, other)
    assert b"<td>x</td></tr></table><p>new</p>" in result.html
    reason, why = result.refused["guilty"]
    assert reason is Reason.EDIT_REFUSED
    assert why.startswith("withdrawn after a check: ")


async def test_elsewhere_it_may_still_hold() -> None:
    shop, asked = Shop("<table><tr><td>x</td></tr></table>"), edit("td", "replace", Text("no room"))
    shop.sends(asked)
    await shop.proofs.run()
    assert shop.sends(asked).refused
    assert not shop.sends(asked, name="other").refused
