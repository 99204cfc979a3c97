"""What holds for any page and any edits: the shop's bytes stay, and nothing depends on what was asked before."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter, Rewritten
from rules.decision import Contract, Edit, Element, Html, Op, Text
from tests.support.strategies import characters, charsets, edits, markup

BUDGET = 10**7

asked = st.lists(edits(), max_size=4)


def fresh(body: bytes, charset: Charset, wanted: Sequence[Edit]) -> Rewritten:
    return Rewriter(Bodies(BUDGET)).rewrite(body, charset, wanted)


@given(st.binary(max_size=200), charsets)
def test_without_edits_a_page_stays_the_very_bytes(body: bytes, charset: Charset) -> None:
    assert fresh(body, charset, []).html is body


@settings(max_examples=400, deadline=None)
@given(markup, charsets, asked)
def test_no_page_is_too_nasty(html: str, charset: Charset, wanted: list[Edit]) -> None:
    body = charset.encode(html)
    result = fresh(body, charset, wanted)
    assert result.touched.keys().isdisjoint(result.refused)
    assert result.touched.keys() | result.refused.keys() == {edit.rule for edit in wanted}
    if not result.touched:
        assert result.html is body


@settings(max_examples=400, deadline=None)
@given(markup, markup, st.sampled_from([Op.FILL, Op.REPLACE, Op.REMOVE, Op.PREPEND, Op.APPEND]), characters)
def test_bytes_outside_the_touched_element_stay(before: str, behind: str, op: Op, text: str) -> None:
    # Behind an open "<" the section would be part of another tag.
    assume("<" not in before.rpartition(">")[2])
    element = Element("target", "#target", Contract.EXACTLY_ONE)
    wanted = Edit(element, op, None if op is Op.REMOVE else Text(text), rule="rule")
    body = f"{before}<section id=target>old</section>{behind}".encode()
    result = fresh(body, Charset("utf-8"), [wanted])
    if result.refused:
        assert result.html is body
    assert result.html.startswith(before.encode())
    assert result.html.endswith(behind.encode())


@settings(max_examples=200, deadline=None)
@given(markup, charsets, asked)
def test_a_page_seen_before_gets_the_same_answer(html: str, charset: Charset, wanted: list[Edit]) -> None:
    body = charset.encode(html)
    rewriter = Rewriter(Bodies(BUDGET))
    first = rewriter.rewrite(body, charset, wanted)
    assert rewriter.rewrite(bytes(bytearray(body)), charset, wanted) == first


@settings(max_examples=600, deadline=None)
@given(markup, charsets, asked, st.lists(characters, min_size=4, max_size=4))
def test_other_contents_get_what_a_new_plan_would_give(
    html: str, charset: Charset, wanted: list[Edit], texts: list[str]
) -> None:
    body = charset.encode(html)
    rewriter = Rewriter(Bodies(BUDGET))
    rewriter.rewrite(body, charset, wanted)
    others = [other(edit, text) for edit, text in zip(wanted, texts, strict=False)]
    assert rewriter.rewrite(body, charset, others) == fresh(body, charset, others)
    assert rewriter.rewrite(body, charset, wanted) == fresh(body, charset, wanted)


def other(edit: Edit, text: str) -> Edit:
    """Return the edit with other characters in its content, as for another visitor."""
    if isinstance(edit.content, Text):
        return replace(edit, content=Text(text))
    if isinstance(edit.content, Html):
        return replace(edit, content=Html(edit.content.markup.replace("new", text.replace("<", "&lt;"))))
    return edit
