"""What is learned of two bodies, and which others it takes."""

from proxy.charset import Charset
from proxy.html.align import Stretch
from proxy.html.gaps import Gap, Kind
from proxy.html.source import Source
from proxy.html.template import learned
from tests.support.templates import template

PAGE = '<form><input name="token" value="{}"><p class=count> {} items </p></form>'
LEARNED = template(PAGE, ("abc", "3"), ("xyzzy", "14"))


def taken(*values: str) -> list[bytes] | None:
    return LEARNED.values(PAGE.format(*values).encode())


def test_a_template_is_runs_and_gaps() -> None:
    assert LEARNED.gaps == (Gap(Kind.DOUBLE, "value"), Gap(Kind.TEXT))
    assert LEARNED.first == b'<form><input name="token" value="'
    assert [step.runs for step in LEARNED.steps] == [(b'"><p class=count> ',), (b" </p></form>",)]
    assert LEARNED.names == {"value"}


def test_other_values_are_taken() -> None:
    assert taken("", "1") == [b"", b"1 items"]
    assert taken("a>b'", "€ &amp;") == [b"a>b'", "€ &amp; items".encode()]


def test_what_could_be_more_than_a_value_is_not() -> None:
    for values in (('">', "1"), ("<b>", "1"), ("a", "<b>x</b>"), ("a", "&#32;"), ("a", "\0"), ("&#17;", "1")):
        assert taken(*values) is None
    assert LEARNED.values(PAGE.format("a", "1").encode() + b"<p>") is None
    assert LEARNED.values(b"") is None


def test_the_model_has_a_word_in_each_gap() -> None:
    first, number, *rest = LEARNED.parted(LEARNED.model.decode())
    assert (first, number) == ('<form><input name="token" value="', "0000")
    assert LEARNED.word(0).encode() in LEARNED.model
    assert rest[1:] == ["0001", " </p></form>"]


def test_what_a_parser_sees_otherwise_is_not_learned() -> None:
    body = b"<p title='x'>y</p>"
    source = Source.of(body, Charset("utf-8"))
    assert learned(source, [Stretch(10, 11, Kind.SINGLE)]) is not None
    assert learned(source, [Stretch(10, 11, Kind.TEXT)]) is None
    assert learned(source, [Stretch(0, 3, Kind.WORD)]) is None


FORMS = "<form><input value='{}'></form><b>{}</b><form><input value='{}'></form><i title='{}'></i><u>{}</u>"


def test_a_token_that_a_page_repeats_is_one_value() -> None:
    one, other = "a" * 20, "b" * 20
    found = template(FORMS, (one, "12", one, one, "12"), (other, "13", other, other, "13"))
    assert found.gaps == (Gap(Kind.SINGLE, "value"), Gap(Kind.TEXT), Gap(Kind.TEXT))
    assert found.names == {"value", "title"}
    assert found.values(FORMS.format(*["c" * 30, "1", "c" * 30, "c" * 30, "2"]).encode()) == [b"c" * 30, b"1", b"2"]
    assert found.values(FORMS.format("c", "1", "c", "d", "2").encode()) is None
    assert found.model.count(found.word(0).encode()) == 3
