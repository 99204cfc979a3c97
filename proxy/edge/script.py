"""Reads the parts of the browser client once, minifies them, and serves them under a name that their content gives."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from rjsmin import jsmin  # type: ignore[import-untyped] # it ships no types

from proxy.accept import takes_gzip
from proxy.edge.own import Own, text
from proxy.message import Head, Page, first
from proxy.shorten import shortened

SOURCE = Path(__file__).parent.parent / "browser"

PARTS = ("start", "signals", "edits", "answers", "moments")
"""In this order they are one function; what stands at its top runs as the page has been parsed."""

_FIELDS = (
    (b"Content-Type", b"text/javascript; charset=utf-8"),
    (b"Cache-Control", b"public, max-age=31536000, immutable"),
    (b"Vary", b"Accept-Encoding"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
)


@dataclass(frozen=True, slots=True)
class Script:
    """The browser client as it is sent: `name` is new with every change of it, so it may be kept for ever."""

    name: str
    plain: bytes
    zipped: bytes

    def table(self) -> Mapping[str, Own]:
        return {self.name: self.answer}

    async def answer(self, head: Head) -> Page:
        if head.method not in ("GET", "HEAD"):
            return text(405, "only GET is answered here")
        if takes_gzip(first(head.headers, b"accept-encoding")):
            return Page(200, (*_FIELDS, (b"Content-Encoding", b"gzip")), "OK", self.zipped)
        return Page(200, _FIELDS, "OK", self.plain)


def source() -> str:
    parts = "".join((SOURCE / f"{part}.js").read_text("utf-8") for part in PARTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


@cache
def script() -> Script:
    plain = jsmin(shortened(source())).encode()
    return Script(f"client.{sha256(plain).hexdigest()[:16]}.js", plain, gzip.compress(plain, 9, mtime=0))
