"""What is remembered of bodies, and what is forgotten."""

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter
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
