import codecs
import re
from html import unescape

import turbohtml.detect  # noqa: F401 (registers the decoders of the Encoding Standard, our oracle)
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from proxy.charset import Charset, charset_of
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter
from rules.decision import Contract, Edit, Element, Op, Text
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY

UNFIT = {"utf-16le", "utf-16be", "iso-2022-jp", "x-user-defined", "replacement"}
ENCODINGS = sorted(set(LABELS.values()) - UNFIT)
TARGET = Element("target", "#target", Contract.EXACTLY_ONE)

encodings = st.sampled_from(ENCODINGS)
labels = st.one_of(st.sampled_from(sorted(LABELS)), st.text(max_size=12), st.sampled_from(["", '"', ";", '"utf-8']))
said = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(NAUGHTY)).map(
    # a reference to one of these means what windows-1252 has there (HTML, 13.2.5.80)
    lambda text: re.sub("[\x80-\x9f]", "", text)
)
dirt = st.binary(max_size=30).filter(lambda raw: not set(raw) & set(b"<&\0"))
"""The shop's own bytes, sound in their encoding or not, that begin no tag."""


def browser(raw: bytes, encoding: str) -> str:
    return unescape(codecs.decode(raw, f"whatwg-{encoding}", "replace"))


@examples(150)
@given(st.binary(max_size=200), labels)
def test_any_page_with_any_label_has_an_encoding_or_none(html: bytes, label: str) -> None:
    for content_type in (f"text/html; charset={label}", label):
        found = charset_of(content_type, html)
        if found is not None:
            assert found.encode("<p title='a'>") == b"<p title='a'>"
            assert isinstance(found.decode(html), str)


@examples(300)
@given(encodings, st.booleans(), said)
def test_text_is_read_back_as_it_was_said(encoding: str, declared: bool, text: str) -> None:
    written = Charset(encoding, declared).encode(text.replace("&", "&amp;"))
    assert _shown(browser(written, encoding)) == _shown(text)


@examples(300)
@given(encodings, dirt, said, dirt, st.sampled_from([Op.FILL, Op.PREPEND, Op.APPEND]))
def test_bytes_outside_stay_and_text_inside_is_read_back(
    encoding: str, before: bytes, text: str, behind: bytes, op: Op
) -> None:
    opened, closed = b"<!doctype html><p>" + before + b"</p><p id=target>", b"</p><p>" + behind + b"</p>"
    edit = Edit(TARGET, op, Text(text), rule="rule")
    found = Rewriter(Bodies(10**6)).rewrite(opened + b"<b>old</b>" + closed, Charset(encoding), [edit])
    assert found.html.startswith(opened)
    assert found.html.endswith(closed)
    if not found.refused:
        inside = found.html[len(opened) : len(found.html) - len(closed)]
        kept = {Op.FILL: inside, Op.PREPEND: inside[:-10], Op.APPEND: inside[10:]}[op]
        assert inside == kept or b"<b>old</b>" in inside
        assert _shown(browser(kept, encoding)) == _shown(text)


def _shown(text: str) -> str:
    """References to control characters and to no character at all become others (HTML, 13.2.5.80)."""
    return "".join(char for char in text if char.isprintable() and char != "\ufffd")
