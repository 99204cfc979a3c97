"""Characters of a page, whatever bytes or references they are written in."""

import pytest

from proxy.charset import Charset
from proxy.html.source import Source
from proxy.html.text import attribute_of, children, text_of

HTML = '<p title="Größe &euro; &eacute;">Größe <b>&euro;</b> &eacute;<p title=plain>plain<p>'


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "gb18030"])
def test_bytes_and_references_read_alike(charset: str) -> None:
    page = Charset(charset)
    source = Source.of(page.encode(HTML), page)
    first, second, third = source.select("p")
    assert text_of(source, first) == "Größe € é"
    assert attribute_of(source, first, "title") == "Größe € é"
    assert (text_of(source, second), attribute_of(source, second, "title")) == ("plain", "plain")
    assert (text_of(source, third), attribute_of(source, third, "title")) == ("", "")


def test_children_keep_their_places() -> None:
    source = Source.of(b"<ul>x<li>1<!-- --><p>2</p><li class=a>3<ul><li>4</ul></ul>", Charset("utf-8"))
    found = children(source, source.select("ul")[0], "li")
    assert [place for place, _ in found] == [0, 1]
    assert [place for place, _ in children(source, source.select("ul")[0], ".a")] == [1]
