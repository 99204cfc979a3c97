"""Plans filled for one visitor after another."""

from dataclasses import replace

from proxy.charset import Charset
from proxy.html.content import shape, value
from proxy.html.plan import planned
from proxy.html.source import Source
from proxy.html.splice import Splice
from rules.decision import Edit, Text
from tests.support.pages import edit

UTF8 = Charset("utf-8")
PAGE = b"<h1>x</h1><a href=1>y</a><a>z</a>"


def asked(name: str, rel: str = "r") -> list[Edit]:
    return [edit("h1", "fill", Text(f"Hello {name}")), edit("a", "set", Text(rel), name="rel")]


def page(name: str, rel: str = "r") -> bytes:
    return f'<h1>Hello {name}</h1><a rel="{rel}" href=1>y</a><a rel="{rel}">z</a>'.encode()


def splice(edits: list[Edit]) -> Splice:
    new = Splice.of(planned(Source.of(PAGE, UTF8), edits), UTF8, edits)
    return replace(new, shapes=tuple(map(shape, edits)))


def fits(splice: Splice, edits: list[Edit]) -> bool:
    return splice.fits(edits, tuple(value(each.content) for each in edits))


def test_the_first_contents_are_joined_to_the_page() -> None:
    first = splice(asked("Ann"))
    assert first.filled(asked("Ann")) == page("Ann")
    assert first.runs == (page("Ann"),)


def test_what_changes_stays_open() -> None:
    first = splice(asked("Ann"))
    assert not fits(first, asked("Bob"))
    second = first.loosened(asked("Bob"))
    assert second.filled(asked("Bob")) == page("Bob")
    assert fits(second, asked("Cy"))
    assert second.filled(asked("Cy")) == page("Cy")
    assert not fits(second, asked("Cy", "s"))


def test_attributes_of_many_tags_stay_open_too() -> None:
    third = splice(asked("Ann")).loosened(asked("Bob")).loosened(asked("Bob", "s"))
    assert third.filled(asked("Cy", "<t>")) == page("Cy", "&lt;t&gt;")
    assert third.size > len(PAGE)
