"""What is read off the end tags near an element is what a parser says that notes where every tag stands."""

from hypothesis import given, settings
from turbohtml import parse

from proxy.charset import Charset
from proxy.html.ends import Ends
from proxy.html.locate import span, start_tag_end
from proxy.html.source import Source
from tests.support.strategies import markup


@settings(max_examples=1000, deadline=None)
@given(markup)
def test_every_element_ends_where_the_parser_says(html: str) -> None:
    told = Source.of(html.encode(), Charset("utf-8"))
    tree = parse(told.text, scripting=True)
    found = Source(told.body, told.charset, told.text, tree, Ends(told.text, tree))
    for element, twin in zip(tree.iter_elements(), told.tree.iter_elements(), strict=True):
        place = span(told, twin)
        assert span(found, element) == (place._replace(element=element) if place else None)
        if told.location(twin) is not None:
            assert start_tag_end(found, element) == start_tag_end(told, twin)
