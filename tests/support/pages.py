"""Speaks of a page and what edits make of it."""

from collections.abc import Sequence

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.rewrite import Rewriter, Rewritten
from rules.decision import Content, Contract, Edit, Element, Html, Op, Slices, Style, Text, Tokens

UTF8 = Charset("utf-8")


def edit(css: str, op: str, content: Content | str | None = None, **more: str) -> Edit:
    """Return an edit; a bare string is markup, for SET characters."""
    operation = Op(op)
    if isinstance(content, str):
        content = Text(content) if operation is Op.SET else Html(content)
    element = Element(more.get("element", css), css, Contract(more.get("contract", "at_least_one")))
    return Edit(element, operation, content, more.get("name", ""), more.get("rule", "rule"))


def rewritten(html: bytes | str, edits: Sequence[Edit], charset: Charset = UTF8) -> Rewritten:
    body = html if isinstance(html, bytes) else html.encode()
    return Rewriter(Bodies(10**7)).rewrite(body, charset, edits)


def becomes(html: str, edits: Sequence[Edit], expected: str) -> None:
    """Assert what a page becomes when every rule's edits are taken."""
    result = rewritten(html, edits)
    assert result.refused == {}
    assert result.html.decode() == expected


def unchanged(html: str, edits: Sequence[Edit]) -> None:
    """Assert that a page stays the very object it was."""
    body = html.encode()
    assert rewritten(body, edits).html is body


def content_of(value: object) -> Content | None:
    """Return a content as cases write it: a string of markup, or a mapping with the kind as its key."""
    if value is None or isinstance(value, str):
        return Html(value) if isinstance(value, str) else None
    assert isinstance(value, dict)
    ((kind, fields),) = value.items()
    if kind == "text":
        return Text(fields)
    if kind == "slices":
        return Slices(fields["item"], tuple(fields["ranking"]), fields.get("attribute", ""), fields.get("key", ""))
    words = {key: tuple(each) for key, each in fields.items()}
    return Tokens(**words) if kind == "tokens" else Style(**words)


def edit_of(written: object) -> Edit:
    """Return an edit as cases write it: a list of selector, op and content, or a mapping that says more."""
    if isinstance(written, list):
        css, op, *content = written
        written = {"at": css, "op": op, "content": content[0] if content else None}
    assert isinstance(written, dict)
    element = Element(written["at"], written["at"], Contract(written.get("contract", "at_least_one")))
    made = content_of(written.get("content"))
    return Edit(element, Op(written["op"]), made, written.get("name", ""), written.get("rule", "rule"))
