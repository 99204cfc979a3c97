"""Finds what the value of a consent platform's cookie says at one place, in whichever of their ways it is written."""

import json
from base64 import b64decode
from binascii import Error
from functools import lru_cache
from urllib.parse import unquote, unquote_plus

LONGEST = 16 * 2**10
"""Characters of a value that are looked into; a browser keeps 4,096 of a cookie (RFC 6265, 6.1)."""

_MARKS = "!|,"
_QUOTES = " \t'\""


def spoken(value: str, path: str) -> object:
    """Return what stands at a dotted path, None where nothing does.

    Known are JSON, plain, percent-encoded or in base64; fields with lists in them, `a=1&groups=C1:1,C2:0`; and what is
    written as `{a:true,b:'x'}`, `a:yes,b:no` or `!a=true!b=false`.
    """
    found: object = _read(value)
    for name in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


@lru_cache(1024)
def _read(value: str) -> object:
    if len(value) > LONGEST:
        return None
    text = unquote(value)
    for each in (text, _unpacked(text)):
        try:
            found = json.loads(each)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return _fields(value) if _is_form(value) else _pairs(text)


def _is_form(value: str) -> bool:
    """Tell fields as a form writes them, or the only one of them with a list of pairs in it."""
    name, _, rest = value.partition("=")
    return "&" in value or (":" in unquote(rest) and ":" not in name)


def _unpacked(text: str) -> str:
    """Return what stands in base64, "" when that is not text."""
    try:
        return b64decode(text + "=" * (-len(text) % 4), b"-_" if "-" in text or "_" in text else None).decode()
    except (Error, ValueError):
        return ""


def _fields(value: str) -> dict[str, object]:
    """Read `name=value&...` as a form is written; a value that is a list of pairs is read as such."""
    found: dict[str, object] = {}
    for part in value.split("&"):
        name, _, rest = part.partition("=")
        text = unquote_plus(rest)
        found[unquote_plus(name)] = _pairs(text) if ":" in text else text
    return found


def _pairs(text: str) -> dict[str, object]:
    bare = text.strip("{}")
    mark = next((mark for mark in _MARKS if mark in bare), ",")
    pairs = (_pair(part) for part in bare.split(mark))
    return {name: value for name, value in pairs if name}


def _pair(part: str) -> tuple[str, str]:
    ends = [at for at in (part.find("="), part.find(":")) if at >= 0]
    at = min(ends, default=len(part))
    return part[:at].strip(_QUOTES), part[at + 1 :].strip(_QUOTES)
