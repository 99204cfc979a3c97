"""Counts the elements that a selector meets, for those who check a site and not a visitor's page."""

from proxy.charset import Charset
from proxy.html.source import Source


def counted(body: bytes, charset: Charset, css: str) -> int:
    return len(Source.of(body, charset).select(css))
