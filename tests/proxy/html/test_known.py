"""What is remembered of bodies, and what is forgotten."""

from proxy.charset import Charset
from proxy.html.known import Bodies, Meeting
from proxy.html.rewrite import Rewriter
from proxy.html.shelf import Family
from tests.support.pages import edit

UTF8 = Charset("utf-8")


def test_equal_bytes_are_one_body() -> None:
    bodies = Bodies(10**6)
    assert bodies.known(b"<p>x", UTF8) is bodies.known(bytes(bytearray(b"<p>x")), UTF8)


def test_other_bytes_or_another_charset_are_another_body() -> None:
    bodies = Bodies(10**6)
    known = bodies.known(b"<p>x", UTF8)
    assert bodies.known(b"<p>y", UTF8) is not known
    assert bodies.known(b"<p>x", Charset("windows-1252")) is not known
    assert bodies.known(b"<p>x", Charset("utf-8", declared=False)) is not known


def test_a_hash_alone_does_not_make_a_body_known() -> None:
    bodies = Bodies(10**6)
    known = bodies.known(b"<p>x", UTF8)
    known.body = b"<p>another body with the same hash"
    assert bodies.known(b"<p>x", UTF8).body == b"<p>x"


def test_the_budget_is_kept() -> None:
    bodies = Bodies(50_000)
    for number in range(100):
        bodies.known(b"%d" % number * 2_000, UTF8)
        assert bodies.size <= 50_000


def test_plans_count_and_the_body_used_last_is_kept() -> None:
    bodies = Bodies(60_000)
    rewriter = Rewriter(bodies)
    page = b"<p>" + b"x" * 10_000 + b"<b>"
    rewriter.rewrite(page, UTF8, [edit("b", "remove")])
    assert bodies.size > 2 * len(page)
    known = bodies.known(page, UTF8)
    for number in range(9):
        bodies.known(b"%d" % number * 2_000, UTF8)
        assert bodies.known(page, UTF8) is known


def test_a_body_over_the_budget_is_answered_and_forgotten() -> None:
    bodies = Bodies(1_000)
    assert Rewriter(bodies).rewrite(b"<p>x", UTF8, [edit("p", "remove")]).html == b""
    assert bodies.size == 0


def test_the_tree_of_the_last_body_is_kept_for_reading_and_rewriting() -> None:
    bodies = Bodies(10**6)
    known = bodies.known(b"<p>x", UTF8)
    source = bodies.source(known)
    assert bodies.source(known) is source
    bodies.source(bodies.known(b"<p>y", UTF8))
    assert bodies.source(known) is not source


def test_combinations_of_rules_are_bounded() -> None:
    bodies = Bodies(10**7)
    rewriter = Rewriter(bodies)
    for number in range(200):
        rewriter.rewrite(b"<p>x", UTF8, [edit("p", "remove", rule=str(number))])
    assert len(bodies.known(b"<p>x", UTF8).splices) <= 64


FORM = '<form><input name=token value="{}"><p>{}</p></form>'
HOME = Family("/", ("home",))


def met(bodies: Bodies, html: str, family: Family = HOME) -> Meeting:
    return bodies.meet(html.encode(), UTF8, family).meeting


def test_a_template_is_learned_of_the_second_body() -> None:
    bodies = Bodies(10**6)
    assert [met(bodies, FORM.format(token, "x")) for token in "abc"] == [Meeting.MISS, Meeting.MISS, Meeting.NEAR]
    seen = bodies.meet(FORM.format("d", "x").encode(), UTF8, HOME)
    assert (seen.meeting, seen.values) == (Meeting.NEAR, [b"d"])


def test_a_template_grows_with_what_differs_next() -> None:
    bodies = Bodies(10**6)
    for values in ("ax", "bx", "cy"):
        met(bodies, FORM.format(*values))
    assert bodies.meet(FORM.format("d", "z").encode(), UTF8, HOME).values == [b"d", b"z"]


def test_a_page_in_another_form_has_a_template_of_its_own() -> None:
    bodies = Bodies(10**6)
    grown = FORM.replace("</form>", "<p>{}</p></form>")
    forms = [FORM.format("a", "x"), FORM.format("b", "x"), grown.format("c", "x", "y"), grown.format("d", "x", "y")]
    assert [met(bodies, form) for form in forms] == [Meeting.MISS] * 4
    assert met(bodies, FORM.format("e", "x")) is Meeting.NEAR
    assert met(bodies, grown.format("f", "x", "y")) is Meeting.NEAR


def test_pages_of_one_name_share_templates_and_other_families_do_not() -> None:
    bodies = Bodies(10**6)
    for number in range(2):
        met(bodies, FORM.format(number, "x"), Family(f"/p/{number}", ("product",)))
    assert met(bodies, FORM.format("c", "x"), Family("/p/3", ("product",))) is Meeting.NEAR
    assert met(bodies, FORM.format("d", "x"), Family("/p/3", ("product",), status=404)) is Meeting.MISS
    assert met(bodies, FORM.format("e", "x"), HOME) is Meeting.MISS


def test_the_same_bytes_are_a_hit() -> None:
    bodies = Bodies(10**6)
    met(bodies, "<p>x")
    assert met(bodies, "<p>x") is Meeting.HIT


def test_without_a_family_there_is_no_template() -> None:
    bodies = Bodies(10**6)
    for token in "abc":
        assert bodies.seen(FORM.format(token, "x").encode(), UTF8).meeting is Meeting.MISS


def test_a_body_is_met_once_and_told_until_the_next() -> None:
    bodies = Bodies(10**6)
    body = FORM.format("a", "x").encode()
    seen = bodies.meet(body, UTF8, HOME)
    assert bodies.seen(body, UTF8) is seen
    assert bodies.meeting(body) is Meeting.MISS
    assert bodies.meeting(b"another") is None


def test_what_a_template_cannot_tell_makes_a_body_a_miss() -> None:
    bodies = Bodies(10**6)
    rewriter = Rewriter(bodies)
    for token in "abc":
        body = FORM.format(token, "x").encode()
        bodies.meet(body, UTF8, HOME)
        result = rewriter.rewrite(body, UTF8, [edit("[value=c]", "remove", contract="any")])
        assert bodies.meeting(body) is Meeting.MISS
        assert (b"input" in result.html) is (token != "c")


def test_templates_are_within_the_budget() -> None:
    bodies = Bodies(60_000)
    rewriter = Rewriter(bodies)
    for number in range(40):
        page = f"<b>{number % 5}</b>" * (1 + number // 4) + FORM.format(number, "x") + "<i>y</i>" * 300
        bodies.meet(page.encode(), UTF8, HOME)
        rewriter.rewrite(page.encode(), UTF8, [edit("form", "append", "new")])
        assert bodies.size <= 60_000


def test_plans_can_be_forgotten() -> None:
    bodies = Bodies(10**6)
    Rewriter(bodies).rewrite(b"<p>x", UTF8, [edit("p", "remove")])
    before = bodies.size
    bodies.unplanned()
    assert not bodies.known(b"<p>x", UTF8).splices
    assert bodies.size < before


def test_no_template_is_learned_across_a_name_that_selectors_use() -> None:
    bodies = Bodies(10**6)
    rewriter, row = Rewriter(bodies), '<table><tr class="{}"><td>{}</td></tr></table>'

    def sent(name: str, text: str) -> Meeting | None:
        body = row.format(name, text).encode()
        bodies.meet(body, UTF8, HOME)
        rewriter.rewrite(body, UTF8, [edit(".voucher td", "fill", "new", contract="any")])
        return bodies.meeting(body)

    forms = [("voucher", "a"), ("total", "b"), ("voucher", "c"), ("total", "d"), ("voucher", "e"), ("total", "f")]
    assert [sent(*form) for form in forms] == [Meeting.MISS] * 4 + [Meeting.NEAR] * 2


def test_a_body_that_no_template_tells_may_still_be_a_hit() -> None:
    bodies = Bodies(10**6)
    rewriter = Rewriter(bodies)
    for token in "abcc":
        body = FORM.format(token, "x").encode()
        bodies.meet(body, UTF8, HOME)
        rewriter.rewrite(body, UTF8, [edit("[value=c]", "remove", contract="any")])
    assert bodies.meeting(body) is Meeting.HIT
