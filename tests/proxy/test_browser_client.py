"""Our script comes in under the page's own policy, or not at all."""

import json
from html.parser import HTMLParser

import pytest

from proxy.browser_client import CLIENT, Client
from rules.decision import Element, Html, Op

OURS = Client("/.devanture/client.abc.js", "/.devanture/beacon")
HERE = "https://www.shop.example"
WATCHED = (Element("price", '#price[data-x="1"]'), Element("sizes", ".sizes > li"))


def markup(policy: str = "", *metas: str) -> str:
    """Return what is put into a page with this policy, "" when nothing is."""
    edit = OURS.edit("ticket", WATCHED, HERE, (policy, *metas))
    if edit is None:
        return ""
    assert (edit.op, edit.rule, edit.element.css) == (Op.APPEND, CLIENT, "body")
    assert isinstance(edit.content, Html)
    return edit.content.markup


class Tag(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "script"
        assert not self.said
        self.said = dict(attrs)


def test_the_tag_tells_the_script_all_that_it_needs() -> None:
    said = Tag(markup()).said
    assert said["src"] == "//www.shop.example/.devanture/client.abc.js"
    assert (said["data-to"], said["data-ticket"]) == ("/.devanture/beacon", "ticket")
    assert json.loads(said["data-elements"] or "") == [["price", '#price[data-x="1"]'], ["sizes", ".sizes > li"]]
    assert "nonce" not in said
    assert markup().endswith("></script>")


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'",
        "script-src 'self' 'sha256-abc='; connect-src 'self'",
        "script-src https://www.shop.example",
        "script-src 'nonce-r4nd'",
        "script-src 'strict-dynamic' 'nonce-r4nd' https:",
        "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
        "sandbox allow-scripts allow-same-origin",
        "style-src 'none'; img-src 'none'",
    ],
)
def test_a_policy_that_allows_it_gets_it(policy: str) -> None:
    assert Tag(markup(policy)).said.get("nonce") == ("r4nd" if "nonce-" in policy else None)
    assert markup("", policy)


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'",
        "script-src 'sha256-abc='",
        "script-src 'unsafe-inline'",
        "script-src 'self' 'strict-dynamic'",
        "script-src https://cdn.example",
        "script-src 'self'; connect-src 'none'",
        "connect-src https://api.shop.example",
        "sandbox",
        "sandbox allow-scripts",
        "default-src 'self', script-src https://cdn.example",
    ],
)
def test_a_policy_that_forbids_it_or_what_it_sends_keeps_it_out(policy: str) -> None:
    assert markup(policy) == ""
    assert markup("default-src 'self'", policy) == ""
