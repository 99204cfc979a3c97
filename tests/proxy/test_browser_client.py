"""Our script comes in under the page's own policy, or not at all."""

import json
from html.parser import HTMLParser

import pytest

from proxy.browser_client import CLIENT, Carried, Client, hooked
from proxy.moments import written
from rules.decision import Element, Html, Moment, Op, Trigger
from tests.support.pages import edit

OURS = Client("/.devanture/client.abc.js", "/.devanture/beacon")
HERE = "https://www.shop.example"
WATCHED = (Element("price", '#price[data-x="1"]'), Element("sizes", ".sizes > li"))
WATCHING = Carried("ticket", WATCHED)
HOSTILE = "</script><b> \" & ' \u00e9 \U0001f600 &quot; \\ \u2028"
WAITING = (
    Moment("rule", ((Trigger("clicked", {"css": '[title="x"]'}),),), (edit("h1", "append", f"<i>{HOSTILE}</i>"),)),
)


def markup(policy: str = "", *metas: str, carried: Carried = WATCHING) -> str:
    """Return what is put into a page with this policy, "" when nothing is."""
    put_in = OURS.edit(carried, HERE, (policy, *metas))
    if put_in is None:
        return ""
    assert (put_in.op, put_in.rule, put_in.element.css) == (Op.APPEND, CLIENT, "body")
    assert isinstance(put_in.content, Html)
    return put_in.content.markup


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


def test_what_waits_stands_on_the_tag_and_is_inert_in_any_charset() -> None:
    found = markup(carried=Carried("ticket", None, WAITING))
    said = Tag(found).said
    assert json.loads(said["data-moments"] or "") == json.loads(json.dumps(written(WAITING)))
    assert "data-elements" not in said
    assert found.isascii()
    assert found.count("<") == 2


def test_who_is_told_nothing_needs_no_leave_to_send() -> None:
    forbids = "script-src 'self'; connect-src 'none'"
    assert markup(forbids, carried=Carried("ticket", None, WAITING)) == ""
    assert Tag(markup(forbids, carried=Carried("", None, WAITING))).said["data-ticket"] == ""


def test_rules_whose_markup_asks_for_our_script_are_told_from_others() -> None:
    plain = edit("h1", "append", "<b data-dvd-x=1>x</b>", rule="plain")
    opens = edit("body", "append", "<dialog data-dv-open>x</dialog>", rule="opens")
    shakes = edit("h1", "set", "", name="data-dv-shake", rule="shakes")
    assert hooked((plain, opens, shakes)) == {"opens", "shakes"}
    assert hooked((plain,)) == frozenset()


def test_a_page_that_takes_no_markup_of_scripts_gets_the_signals_alone() -> None:
    strict = "require-trusted-types-for 'script'"
    assert markup(strict)
    assert markup(strict, carried=Carried("ticket", WATCHED, WAITING)) == ""
