"""A splice of a template's model, filled for a body."""

from proxy.html.proving import proven
from proxy.html.source import Source
from proxy.html.stencil import Stencil
from rules.decision import Html, Text
from tests.support.pages import UTF8, edit
from tests.support.templates import template

PAGE = "<p title='{}'>one</p><i>two</i><b>{}</b>"
LEARNED = template(PAGE, ("a", "b"), ("c", "d"))
MODEL = Source.of(LEARNED.model, UTF8)


def test_each_body_has_its_own_values() -> None:
    asked = [edit("i", "remove"), edit("b", "before", "<hr>")]
    stencil = Stencil.of(proven(MODEL, asked), LEARNED)
    assert stencil is not None
    assert stencil.filled(asked, [b"x", b"y"]) == b"<p title='x'>one</p><hr><b>y</b>"
    assert stencil.filled(asked, [b"", b"z"]) == b"<p title=''>one</p><hr><b>z</b>"
    assert stencil.size < len(LEARNED.model)


def test_a_gap_may_be_taken_off_the_page() -> None:
    asked = [edit("p", "remove")]
    stencil = Stencil.of(proven(MODEL, asked), LEARNED)
    assert stencil is not None
    assert stencil.filled(asked, [b"x", b"y"]) == b"<i>two</i><b>y</b>"


def test_each_visitor_has_contents_of_their_own() -> None:
    asked = [edit("i", "fill", Text("Ann")), edit("p,b", "set", Text("Ann"), name="lang")]
    splice = proven(MODEL, asked)
    asked = [edit("i", "fill", Text("Bob")), edit("p,b", "set", Text("Cy"), name="lang")]
    stencil = Stencil.of(splice.loosened(asked), LEARNED)
    assert stencil is not None
    expected = b'<p lang="Cy" title=\'x\'>one</p><i>Bob</i><b lang="Cy">y</b>'
    assert stencil.filled(asked, [b"x", b"y"]) == expected


def test_a_content_that_looks_like_a_gap_is_none() -> None:
    asked = [edit("i", "fill", Html(LEARNED.word(1)))]
    assert Stencil.of(proven(MODEL, asked), LEARNED) is None
