"""Carries a persona in a signed link and then in a cookie, so that one browser is that persona for a while."""

import json
import zlib
from collections.abc import Mapping

from proxy.cookies import PREVIEW
from proxy.message import Head, cookies
from proxy.seal import Keys, opened, sealed

LARGEST = 3000
"""How many letters a token may have: with its name and attributes a cookie of 4,096 bytes holds it (RFC 6265, 6.1)."""

_PURPOSE = "preview"
_TIME = 5


class PersonaTooLargeError(ValueError):
    """The persona says more than a cookie can carry; the message tells by how much."""


def token_of(keys: Keys, persona: Mapping[str, object], until: float) -> str:
    """Return a token that is this persona, given as JSON has it, until a Unix time; raise PersonaTooLargeError."""
    text = json.dumps(persona, ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(text.encode(), 9)
    token = sealed(keys, _PURPOSE, int(until).to_bytes(_TIME) + packed)
    if len(token) > LARGEST:
        raise PersonaTooLargeError(
            f"this persona is too large for a link: {len(token)} letters, {LARGEST} at most; leave out some of its past"
        )
    return token


def persona_of(keys: Keys, token: str, now: float) -> Mapping[str, object] | None:
    """Return the persona of a token of ours that has not run out, None for every other text."""
    seal = opened(keys, _PURPOSE, token) if len(token) <= LARGEST else None
    if seal is None or now >= int.from_bytes(seal.value[:_TIME]):
        return None
    persona = json.loads(zlib.decompress(seal.value[_TIME:]))
    return persona if isinstance(persona, dict) else None


def previewed(keys: Keys, head: Head, now: float, *, secure: bool) -> Mapping[str, object] | None:
    """Return the persona that this browser looks as, None when it looks as itself."""
    name = PREVIEW.name(secure=secure)
    found = (persona_of(keys, value, now) for key, value in cookies(head.headers) if key == name)
    return next((persona for persona in found if persona is not None), None)


def begun(keys: Keys, token: str, now: float, *, secure: bool) -> bytes | None:
    """Return the Set-Cookie line with which a link's token begins a preview, None for a token that is not valid."""
    seal = opened(keys, _PURPOSE, token)
    if seal is None or persona_of(keys, token, now) is None:
        return None
    left = int.from_bytes(seal.value[:_TIME]) - int(now)
    return PREVIEW.line(token, secure=secure, seconds=left)


def ended(*, secure: bool) -> bytes:
    """Return the Set-Cookie line that makes the browser itself again."""
    return PREVIEW.line("", secure=secure, seconds=0)
