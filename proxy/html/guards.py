"""Bounds what the verifier is asked to parse: lexbor's time grows with the square of depth and of attributes."""

from turbohtml import DocumentFragment, Node

from proxy.html.source import Source

ELEMENTS = 50_000
DEPTH = 256
ATTRIBUTES = 256
"""Measured (rewriting.md section 4): 50,000 nested tags take lexbor 2.2 s, 20,000 attributes on one tag 0.5 s."""

_TOO_DEEP = "*" + "/*" * DEPTH
_TOO_NESTED = " ".join(["template"] * 9)
_TOO_WIDE = f"descendant::*/@*[{ATTRIBUTES + 1}]"


def unverifiable(source: Source) -> str | None:
    """Return why a page is left alone whatever the edits are, None for an ordinary one."""
    tree = source.tree
    if b"\0" in source.body:
        return "the page holds NUL characters, behind which positions are not certain"
    if len(source.text) > ELEMENTS and source.text.count("<") > ELEMENTS:
        return f"the page has more than {ELEMENTS} tags"
    if _deep(tree) or _deep_templates(tree):
        return f"tags of the page are nested more than {DEPTH} deep"
    if tree.xpath(_TOO_WIDE):
        return f"a tag of the page has more than {ATTRIBUTES} attributes"
    return None


def _deep(node: Node) -> bool:
    return node.xpath_one(_TOO_DEEP) is not None


def _deep_templates(tree: Node) -> bool:
    parts = _templates(tree)
    return bool(parts) and (tree.select_one(_TOO_NESTED) is not None or any(map(_deep, parts)))


def _templates(tree: Node) -> list[Node]:
    """Return what templates hold: it hangs beside the tree."""
    return [part for each in tree.select("template") for part in each.children if isinstance(part, DocumentFragment)]
