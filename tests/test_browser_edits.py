"""The eight ops come to one tree, whether the proxy makes them in the page's bytes or our script in the browser."""

from pathlib import Path

import pytest
import yaml
from playwright.async_api import Browser

from rules.decision import Edit, Moment, Op, Text, Trigger
from tests.support.pages import edit, edit_of, rewritten
from tests.support.waiting import HEAD, Shop, visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "edits.yaml").read_text(encoding="utf-8"))

ONCE = (Trigger("after", {"seconds": 0}),)

TREE = """
(html) => {
  const body = html === null ? document.body : new DOMParser().parseFromString(html, "text/html").body;
  body.querySelectorAll("script").forEach((script) => script.remove());
  body.normalize();
  const value = (node, { name, value }) =>
    name === "class" ? value.split(/\\s+/).join(" ") : name === "style" ? node.style.cssText : value;
  const told = (node) =>
    node.nodeType !== 1 ? [node.nodeName, node.data] : [
      node.namespaceURI,
      node.nodeName,
      [...node.attributes].map((each) => `${each.name}=${value(node, each)}`).sort(),
      [...node.childNodes].map(told),
    ];
  return told(body);
}
"""
"""Tells a page's tree by what a parser made of it: no order of attributes, no way of writing styles."""


def moments(edits: tuple[Edit, ...]) -> tuple[Moment, ...]:
    """Return a moment that comes twice, and behind it one of another rule that comes in any case."""
    last = edit("html", Op.SET, Text("1"), name="data-done", rule="last")
    return Moment("rule", (ONCE, ONCE), edits), Moment("last", (ONCE,), (last,))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
async def test_case(browser: Browser, case: dict[str, object]) -> None:
    body, refused = str(case["html"]), bool(case.get("refused"))
    written = case["edits"]
    assert isinstance(written, list)
    edits = tuple(edit_of(each) for each in written)
    by_proxy = rewritten(HEAD + body, edits)
    assert bool(by_proxy.refused) is refused
    async with visiting(browser, Shop(body, moments(edits))) as visit:
        await visit.acts("last")
        assert visit.shown == (["last"] if refused else ["rule", "last"])
        assert await visit.page.evaluate(TREE, None) == await visit.page.evaluate(TREE, by_proxy.html.decode())
