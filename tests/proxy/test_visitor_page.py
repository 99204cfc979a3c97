"""The page for visitors, as markup."""

import re
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from proxy.plainly import Cause, Section
from proxy.visitor_page import CSS, About, State, markup

KNOWN = About(
    prefix="/.devanture/",
    shop="shop.example",
    state=State.KNOWN,
    ticket="t1",
    days=762,
    id="ab12",
    sections=(Section("Searches", ("“<b>boots</b>”.",), more=3),),
    causes=(Cause("Free delivery", "People fear the cost", "2 times", ("where you are", "your basket")),),
)


def page(state: State) -> LexborHTMLParser:
    return LexborHTMLParser(markup(About("/.devanture/", "shop.example", state, "t1", 762)))


def test_it_says_what_is_kept_and_why_something_was_seen() -> None:
    text = LexborHTMLParser(markup(KNOWN)).text()
    for told in ("“<b>boots</b>”.", "and 3 more", "Free delivery", "People fear the cost", "ab12", "762 days"):
        assert told in text
    assert "It looks at where you are; your basket." in text


@pytest.mark.parametrize("state", list(State))
def test_in_every_state_it_is_one_whole_page(state: State) -> None:
    found = page(state)
    assert len(found.css("h1")) == 1
    assert len(found.css(".state")) == 1
    assert [node.attributes["lang"] for node in found.css("html")] == ["en"]
    levels = [int(str(node.tag)[1]) for node in found.css("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.KNOWN, "/.devanture/privacy/stop"),
        (State.UNKNOWN, "/.devanture/privacy/stop"),
        (State.MEASURED, "/.devanture/privacy/stop"),
        (State.UNREADABLE, "/.devanture/privacy/stop"),
        (State.STOPPED, "/.devanture/privacy/start"),
    ],
)
def test_the_one_thing_to_do_is_a_form(state: State, action: str) -> None:
    (form,) = page(state).css("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", action)
    assert [field.attributes["value"] for field in form.css("input[name=ticket]")] == ["t1"]


def test_who_refuses_by_the_browser_has_nothing_left_to_do() -> None:
    assert page(State.REFUSED).css("form") == []


@pytest.mark.parametrize("state", list(State))
def test_nothing_comes_from_elsewhere_and_nothing_runs(state: State) -> None:
    text = markup(About("/.devanture/", "shop.example", state, "t1", 762))
    assert not re.search(r"<script|https?://|\son\w+=|style=|<img|<iframe", text)
    assert not re.search(r"url\(|@import|https?:", CSS)
