"""Reads characters of a page: the text of an element and the values of its attributes, in the page's own charset."""

from turbohtml import Element, parse_fragment

from proxy.html.locate import span
from proxy.html.source import Source, spelled


def text_of(source: Source, element: Element) -> str:
    """Return the text in an element, without the spaces around it."""
    text = element.text
    if text.isascii():
        return text.strip()
    # A character reference and a byte of the same number look alike in a tree read as latin-1: parse what was written.
    found = span(source, element)
    written = source.charset.decode(source.body[found.inner : found.close]) if found else ""
    return parse_fragment(written, element.tag).text.strip()


def attribute_of(source: Source, element: Element, name: str) -> str:
    """Return the value of an attribute, "" when it is not there."""
    value = element.attr(name) or ""
    found = None if value.isascii() else span(source, element)
    if found is None:
        return value
    first = next(iter(parse_fragment(source.charset.decode(source.body[found.start : found.inner])).children), None)
    return (first.attr(name) or "") if isinstance(first, Element) else ""


def children(source: Source, element: Element, css: str) -> list[tuple[int, Element]]:
    """Return the children that a selector meets, each with its place among all the element's children."""
    selector = spelled(css, source.charset)
    every = (child for child in element.children if isinstance(child, Element))
    return [(index, child) for index, child in enumerate(every) if child.matches(selector)]
