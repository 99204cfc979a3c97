"""Rewriting whole: rules taken or left out one by one, and every visitor's own content from one plan."""

from proxy.charset import Charset
from proxy.html.guards import DEPTH
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter
from proxy.html.shelf import Family
from rules.decision import Edit, Html, Reason, Text
from tests.support.pages import becomes, edit, rewritten, unchanged

UTF8 = Charset("utf-8")
TABLE = "<table><tr><td>x</table>"


def test_without_edits_the_page_is_the_same_object() -> None:
    unchanged("<p>x</p>", [])


def test_when_all_rules_are_refused_the_page_is_the_same_object() -> None:
    unchanged("<p>x</p>", [edit("b", "remove")])
    unchanged(TABLE, [edit("tr", "before", "<div>x</div>")])


def test_a_refused_page_is_its_own_object_also_when_it_was_seen_before() -> None:
    rewriter, body = Rewriter(Bodies(10**6)), b"<p>x</p>"
    rewriter.rewrite(body, UTF8, [edit("b", "remove")])
    again = bytes(bytearray(body))
    assert rewriter.rewrite(again, UTF8, [edit("b", "remove")]).html is again


def test_the_guilty_rule_alone_is_left_out() -> None:
    result = rewritten(
        TABLE,
        [
            edit("td", "fill", "1", rule="one"),
            edit("tr", "before", "<div>2</div>", rule="two"),
            edit("td", "set", "3", name="title", rule="three"),
        ],
    )
    assert result.html == b'<table><tr><td title="3">1</table>'
    assert result.touched == {"one": 1, "three": 1}
    assert result.refused == {"two": (Reason.EDIT_REFUSED, "a <div> may not stand between table rows")}


def test_a_rule_that_was_lost_to_a_guilty_one_comes_back() -> None:
    result = rewritten(
        "<table><tr id=o><td><i>3</i></table>",
        [edit("i", "append", "new", rule="inner"), edit("#o", "replace", "<div>x</div>", rule="guilty")],
    )
    assert result.refused.keys() == {"guilty"}
    assert b"3new" in result.html


def test_a_page_that_is_too_deep_is_left_alone() -> None:
    page = "<div>" * (DEPTH + 10) + "<p>x</p>"
    assert rewritten(page, [edit("p", "remove")]).refused["rule"][0] is Reason.EDIT_REFUSED
    unchanged(page, [edit("p", "remove")])


def test_every_visitor_gets_their_own_content_from_one_plan() -> None:
    rewriter = Rewriter(Bodies(10**6))
    for name in ("Ann", "Bob", "<b>", "Ann", "", "Cy"):
        asked = [edit("p", "fill", Text(name)), edit("p", "after", Html(f'<i title="{len(name)}">x</i>'))]
        page = rewriter.rewrite(b"<p>x</p>", UTF8, asked).html.decode()
        shown = name.replace("<", "&lt;").replace(">", "&gt;")
        assert page == f'<p>{shown}</p><i title="{len(name)}">x</i>'


def test_content_of_another_shape_is_proved_anew() -> None:
    rewriter = Rewriter(Bodies(10**6))

    def after(markup: str) -> tuple[bytes, bool]:
        asked: list[Edit] = [edit("tr", "after", markup)]
        result = rewriter.rewrite(TABLE.encode(), UTF8, asked)
        return result.html, bool(result.refused)

    assert after("<tr><td>1</tr>") == (b"<table><tr><td>x</td></tr><tr><td>1</tr></table>", False)
    assert after("<div>1</div>") == (TABLE.encode(), True)
    assert after("<tr><td>2</tr>") == (b"<table><tr><td>x</td></tr><tr><td>2</tr></table>", False)


def test_what_is_written_is_never_parsed_as_markup() -> None:
    becomes("<p>x</p>", [edit("p", "fill", Text("</p><script>"))], "<p>&lt;/p&gt;&lt;script&gt;</p>")


def test_shapes_that_take_turns_keep_their_stencils() -> None:
    bodies = Bodies(10**6)
    rewriter = Rewriter(bodies)
    for token in range(8):
        body = f"<input name=token value={token}><p>x</p>".encode()
        model = bodies.meet(body, UTF8, Family("/")).known
        kept = dict(model.stencils)
        content = "<b>new</b>" if token % 2 else "<i>new</i>"
        assert content in rewriter.rewrite(body, UTF8, [edit("p", "append", content)]).html.decode()
    assert len(kept) == 2
    assert model.stencils == kept
