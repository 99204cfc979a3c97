"""Finds the attributes of a start tag in the shop's bytes, and changes values that are lists of words or of styles."""

import re
from dataclasses import dataclass
from html import escape

from proxy.charset import Charset
from rules.decision import Style, Tokens

# HTML 13.2.5.32 to 13.2.5.38, from before-attribute-name to after-attribute-value.
_ATTRIBUTE = re.compile(
    rb"""[ \t\n\r\f/]*(?P<whole>(?P<name>[^ \t\n\r\f/>][^ \t\n\r\f/>=]*)"""
    rb"""(?:[ \t\n\r\f]*=[ \t\n\r\f]*"""
    rb"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^ \t\n\r\f>"'][^ \t\n\r\f>]*)?))?)"""
)
# What is left open ends with the value (CSS Syntax 5.4); to look for an end behind each quote takes a square of time.
_DECLARATION = re.compile(r"""(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|\([^)]*(?:\)|\Z)|&[#\w]{1,32};|[^;])+""")


@dataclass(frozen=True, slots=True)
class Written:
    """One attribute as written; `value` still holds the page's character references and is latin-1 for its bytes."""

    start: int
    end: int
    value: str


def written(body: bytes, name: str, start: int, end: int) -> list[Written]:
    """Return every attribute of that name (in lower case) between the end of the tag's name and the tag's `>`."""
    found, wanted = [], name.encode("ascii", "replace")
    while (match := _ATTRIBUTE.match(body, start, end)) is not None:
        if match["name"].lower() == wanted:
            value = match["double"] or match["single"] or match["bare"] or b""
            found.append(Written(match.start("whole"), match.end("whole"), value.decode("latin-1")))
        start = match.end()
    return found


def assigned(name: str, value: str, charset: Charset) -> bytes:
    """Return an attribute with a value that is characters, escaped and in the page's charset."""
    return charset.encode(f'{name}="{escape(value)}"')


def seen(change: Tokens | Style, charset: Charset) -> Tokens | Style:
    """Return a change with its words spelled as they stand in a body that is read as latin-1."""
    if isinstance(change, Style):
        return change
    return Tokens(
        tuple(_spelled(word, charset) for word in change.add), tuple(_spelled(w, charset) for w in change.drop)
    )


def changed(value: str, change: Tokens | Style) -> str:
    """Return the value of an attribute after a change; what the change does not name stays as the shop wrote it."""
    return _styled(value, change) if isinstance(change, Style) else _worded(value, change)


def _worded(value: str, change: Tokens) -> str:
    words = value.split()
    if not set(words).isdisjoint(change.drop):
        words = [word for word in words if word not in change.drop]
        value = " ".join(words)
    added = [word for word in change.add if word not in words]
    return " ".join([value, *added] if words else added) if added else value


def _styled(value: str, change: Style) -> str:
    declarations = _DECLARATION.findall(value)
    kept = [each for each in declarations if each.partition(":")[0].strip().lower() not in change.drop]
    return value if len(kept) == len(declarations) else ";".join(kept).strip()


def _spelled(word: str, charset: Charset) -> str:
    return charset.encode(escape(word)).decode("latin-1")
