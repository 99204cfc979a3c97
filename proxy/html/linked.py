"""Finds facts in the JSON-LD of a page by dotted paths such as `Product.offers.price`."""

import json
from collections.abc import Iterable, Iterator

from proxy.html.source import Source

_DEPTH = 20
"""Real JSON-LD nests about five deep."""


def documents(source: Source) -> Iterator[str]:
    """Yield what the page's scripts of JSON-LD hold."""
    return (source.read(script.text) for script in source.select('script[type="application/ld+json" i]'))


def linked(texts: Iterable[str], path: str) -> Iterator[object]:
    """Yield the text, numbers and truths that a path leads to, in the order of the texts; broken JSON has none.

    The first name of a path is a type, the rest are properties: where a list stands each of its entries is tried.
    """
    kind, *names = path.split(".")
    for text in texts:
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(document, kind, _DEPTH):
            yield from (value for value in _walk(node, names) if isinstance(value, str | int | float))


def _nodes(value: object, kind: str, depth: int) -> Iterator[dict[str, object]]:
    """Yield every object of a type, wherever it stands: at the top, in a list, in `@graph`, in another object."""
    if isinstance(value, dict):
        types = value.get("@type")
        if kind in [str(each).rpartition("/")[2] for each in (types if isinstance(types, list) else [types])]:
            yield value
    if depth and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _nodes(inner, kind, depth - 1)


def _walk(value: object, names: list[str]) -> Iterator[object]:
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, names)
    elif not names:
        yield value
    elif isinstance(value, dict) and names[0] in value:
        yield from _walk(value[names[0]], names[1:])
