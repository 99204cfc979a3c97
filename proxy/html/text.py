"""Reads characters of a page: the text of an element and the values of its attributes, in the page's own charset."""

from turbohtml import Element, parse_fragment

from proxy.html.locate import name_end, span, start_tag_end
from proxy.html.source import Source, spelled


def text_of(source: Source, element: Element) -> str:
    """Return the text in an element without the spaces around it, "" when the source does not tell."""
    text = element.text
    if text.isascii():
        return text.strip()
    # A character reference and a byte of the same number look alike in a tree read as latin-1: parse what was written.
    found = span(source, element)
    written = source.charset.decode(source.body[found.inner : found.close]) if found else ""
    return _fragment(written, element.tag).text.strip()


def attribute_of(source: Source, element: Element, name: str) -> str:
    """Return the value of an attribute, "" when it is not there or not clear."""
    value = element.attr(name) or ""
    if value.isascii():
        return value
    start, end = element.source_col, start_tag_end(source, element)
    if start is None or end is None:
        # The parser made the tag up, and took the attribute from another one.
        return ""
    attributes = source.body[name_end(source, element, start) : end]
    # Under the name of any other tag, since a row or a cell cannot be parsed by itself.
    copy = _fragment("<i" + source.charset.decode(attributes)).select_one("i")
    return (copy.attr(name) or "") if copy is not None else ""


def children(source: Source, element: Element, css: str) -> list[tuple[int, Element]]:
    """Return the children that a selector meets, each with its place among all the element's children."""
    selector = spelled(css, source.charset)
    every = (child for child in element.children if isinstance(child, Element))
    return [(index, child) for index, child in enumerate(every) if child.matches(selector)]


def _fragment(html: str, tag: str = "div") -> Element:
    """Parse what stands in a tag; one that a shop made up itself, such as `<my-price>`, is like any other."""
    try:
        return parse_fragment(html, tag, scripting=True)
    except ValueError:
        return parse_fragment(html, scripting=True)
