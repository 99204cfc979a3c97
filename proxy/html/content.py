"""Writes the content of an edit in the page's charset, and tells the shape that decides how a parser takes it."""

import re
from collections.abc import Hashable
from html import escape, unescape

from proxy.charset import Charset
from proxy.html.attributes import assigned
from rules.decision import Content, Edit, Html, Op, Text
from rules.language.tags import ESCAPABLE
from rules.language.tags import RAW as UNSAFE

_SPACE = " \t\n\f\r"
_TAG = re.compile(
    r"""[^<]+|</?([a-zA-Z][a-zA-Z0-9:-]*)"""
    r"""((?:[ \t\n\r\f]+[^\s"'<>/=]+(?:[ \t\n\r\f]*=[ \t\n\r\f]*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)"""
    r"""[ \t\n\r\f]*/?>"""
)
_VALUE = re.compile(r"""([^\s"'<>/=]+)[ \t\n\r\f]*=[ \t\n\r\f]*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_NAMED = re.compile(r"([\w-]+)=\Z", re.ASCII)
_WORD = re.compile(r"[\w-]+", re.ASCII)
_MEANT = re.compile("[\"'&\\0]")
_OPEN_REFERENCE = re.compile(r"&[#\w]*$")
PARSED = frozenset({"type", "encoding", "shadowrootmode"})
"""Attributes whose values a tree builder looks at: a hidden input in a table, MathML's annotations, shadow roots."""

RAW = UNSAFE | {"noscript", "plaintext"}
"""Elements whose text is not escaped (HTML 13.3)."""

_UNPARSED = RAW | ESCAPABLE


def written(edit: Edit, charset: Charset) -> bytes:
    """Return the bytes that an edit puts into the page; what is made of the page's own bytes has none."""
    content = edit.content
    if isinstance(content, Html):
        return charset.encode(content.markup)
    if not isinstance(content, Text):
        return b""
    if edit.op is Op.SET:
        return b" " + assigned(edit.name, content.value, charset)
    return charset.encode(escape(content.value, quote=False))


def value(content: Content | None) -> str:
    """Return what of a content may vary from visitor to visitor under one plan."""
    if isinstance(content, Html):
        return content.markup
    return content.value if isinstance(content, Text) else ""


def shape(edit: Edit) -> Hashable:
    """Return what of an edit's content a parser builds its tree by.

    Two contents of one shape differ only in the characters of text and of attribute values, so a plan that is verified
    for one of them holds for the other.
    """
    content = edit.content
    if isinstance(content, Html):
        return _skeleton(content.markup)
    if not isinstance(content, Text):
        return content
    if edit.op is Op.SET:
        return content.value if edit.name in PARSED else "="
    return "\0" + content.value if "\0" in content.value else _run(content.value)


def alike(was: str, now: str, shape_of_was: Hashable) -> bool:
    """Tell at a glance that markup has the shape of other markup, of which only some words differ; False is no answer.

    Reading a shape is most of the time of a page that is only filled again, and words are most of what changes in it.
    """
    old, new = was.split("<"), now.split("<")
    if shape_of_was == was or len(old) != len(new):
        return False
    for one, other in zip(old, new, strict=True):
        if one != other:
            # Behind its last ">" a part is text, or goes on in a quoted value that ">" and "<" stand in.
            end, other_end = one.rfind(">") + 1, other.rfind(">") + 1
            if not _same_tag(one[:end], other[:other_end]) or not _same_run(one[end:], other[other_end:]):
                return False
    return True


def _same_tag(one: str, other: str) -> bool:
    """Tell tags of which only plain words in double quotes differ, where a tree builder does not look at them."""
    if one == other:
        return True
    old, new = one.split('"'), other.split('"')
    if len(old) != len(new):
        return False
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        if was != now:
            named = _NAMED.search(old[number - 1]) if number % 2 and _WORD.fullmatch(was + now) else None
            if named is None or named[1].lower() in PARSED:
                return False
    return True


def _same_run(one: str, other: str) -> bool:
    return not _MEANT.search(one + other) and _run(one) == _run(other)


def _skeleton(markup: str) -> str:
    """Return the tags with the names of their attributes, and a mark for text; all of what is not plain to read."""
    parts: list[str] = []
    at = 0
    for match in _TAG.finditer(markup):
        if match.start() != at:
            break
        at = match.end()
        piece, name, attributes = match.group(0, 1, 2)
        if name is None:
            parts.append(_run(unescape(piece) if "&" in piece else piece))
        elif name.lower() in _UNPARSED and not _is_empty_script(markup, match):
            return markup
        else:
            parts.append(_VALUE.sub(_attribute, piece) if attributes else piece)
    # A reference that is cut off would go on in the page.
    odd = at != len(markup) or "\0" in markup or ("&" in markup and _OPEN_REFERENCE.search(markup))
    return markup if odd else "".join(parts)


def _is_empty_script(markup: str, tag: re.Match[str]) -> bool:
    """Tell a tag of a script whose attributes say all: there is no text in it that two contents could differ in."""
    return tag[0] == "</script>" or (tag[1].lower() == "script" and markup.startswith("</script>", tag.end()))


def _attribute(match: re.Match[str]) -> str:
    return match[0] if match[1].lower() in PARSED else match[1]


def _run(text: str) -> str:
    """Return a mark for a run of text: empty, of spaces, or of more, and whether a line end comes first.

    Tree construction tells apart no more: spaces may stand where other text moves, and some tags eat a line end.
    """
    first = "\n" if text.startswith(("\n", "\r")) else ""
    return f"{first}{'x' if text.strip(_SPACE) else text[:1] and ' '}"
