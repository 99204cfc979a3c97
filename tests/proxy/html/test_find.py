"""The places of an edit, or why the page does not take it."""

import pytest

from proxy.charset import Charset
from proxy.html.find import Found, Refusal, found
from proxy.html.source import Source
from rules.decision import Contract, Edit, Element, Html, Op, Reason, Text, Tokens


def find(html: str, edit: Edit, charset: str = "utf-8") -> Found | Refusal:
    page = Charset(charset)
    return found(Source.of(page.encode(html), page), 0, edit, alone=True)


def at(css: str, op: Op = Op.REMOVE, contract: Contract = Contract.AT_LEAST_ONE) -> Edit:
    return Edit(Element("it", css, contract), op, None if op is Op.REMOVE else Html("x"))


@pytest.mark.parametrize("contract", Contract)
def test_one_element_meets_every_contract(contract: Contract) -> None:
    place = find("<p>x", at("p", contract=contract))
    assert isinstance(place, Found)
    assert len(place.spans) == 1


@pytest.mark.parametrize(
    ("html", "contract", "reason"),
    [
        ("<b>x", Contract.AT_LEAST_ONE, Reason.ELEMENT_MISSING),
        ("<b>x", Contract.EXACTLY_ONE, Reason.ELEMENT_MISSING),
        ("<p>x<p>y", Contract.EXACTLY_ONE, Reason.ELEMENT_AMBIGUOUS),
        ("text", Contract.ANY, None),
        ("<p>x<p>y", Contract.ANY, None),
        ("<p>x<p>y", Contract.AT_LEAST_ONE, None),
    ],
)
def test_a_broken_contract(html: str, contract: Contract, reason: Reason | None) -> None:
    place = find(html, at("p", contract=contract))
    assert (None if isinstance(place, Found) else place[0]) is reason


def test_clones_of_one_tag_are_one_element() -> None:
    setting = Edit(Element("it", "b", Contract.EXACTLY_ONE), Op.SET, Text("x"), "title")
    place = find("<p>1<b>2<p>3</b>4", setting)
    assert isinstance(place, Found)
    assert place.offsets == (6,)


def test_a_new_attribute_needs_only_offsets() -> None:
    setting = Edit(Element("it", "a, b"), Op.SET, Text("x"), "rel")
    place = find("<a>1</a><a rel=y>2</a><b>3</b>", setting)
    assert isinstance(place, Found)
    assert place.offsets == (2, 24)
    assert [span.start for span in place.spans] == [8]


def test_words_are_looked_at_one_by_one() -> None:
    place = find("<a>1</a><a>2</a>", Edit(Element("it", "a"), Op.SET, Tokens(("x",)), "class"))
    assert isinstance(place, Found)
    assert (place.offsets, len(place.spans)) == ((), 2)


@pytest.mark.parametrize(("charset", "taken"), [("utf-8", True), ("windows-1252", False)])
def test_a_script_that_the_charset_cannot_say(charset: str, taken: bool) -> None:
    script = Edit(Element("it", "p"), Op.AFTER, Html("<script>say('表')</script>"))
    assert isinstance(find("<p>x</p>", script, charset), Found) is taken
