"""What is read off the end tags near an element is what a parser says that notes where every tag stands."""

from dataclasses import replace

from hypothesis import given, settings
from turbohtml import Element

from proxy.charset import Charset
from proxy.html.ends import Bounds, Ends
from proxy.html.locate import span
from proxy.html.source import Source
from tests.support.strategies import markup


class Unsure(Ends):
    """Finds nothing plain, so that the parser is asked for everything."""

    def of(self, element: Element) -> Bounds | None:
        return None


@settings(max_examples=1000, deadline=None)
@given(markup)
def test_every_element_ends_where_the_parser_says(html: str) -> None:
    source = Source.of(html.encode(), Charset("utf-8"))
    told = replace(source, ends=Unsure(source.text, source.tree))
    for element in source.tree.iter_elements():
        assert span(source, element) == span(told, element)
