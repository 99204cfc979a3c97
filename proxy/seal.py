"""Signs small values so that they can travel in a cookie or a link and come back believed."""

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, replace
from functools import lru_cache

_VERSION = b"\x01"
_ID = 4
_MAC = 16
SECRET = 32
"""How many random bytes a key has."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of 32 bytes and the Unix time it was made at."""

    secret: bytes
    since: int

    @property
    def id(self) -> bytes:
        return _name(self.secret)

    def mac(self, purpose: str, message: bytes) -> bytes:
        # the length keeps a purpose from running into its message
        told = len(purpose).to_bytes(2) + purpose.encode() + message
        return hmac.digest(self.secret, told, "sha256")[:_MAC]


@lru_cache(64)
def _name(secret: bytes) -> bytes:
    return hashlib.sha256(b"id" + secret).digest()[:_ID]


@dataclass(frozen=True, slots=True)
class Keys:
    """`current` signs, it and all `older` ones are believed; `pseudonym` never changes, so that stored ids never do."""

    current: Key
    pseudonym: Key
    older: tuple[Key, ...] = ()

    def rotated(self, secret: bytes, now: int, life: int) -> "Keys":
        """Return the keys with a new current one; those whose last seals are older than `life` seconds are dropped."""
        followers = (self.current, *self.older)[:-1]
        alive = tuple(key for key, next_ in zip(self.older, followers, strict=True) if next_.since + life >= now)
        return replace(self, current=Key(secret, now), older=(self.current, *alive))

    def named(self, id_: bytes) -> Key | None:
        return next((key for key in (self.current, *self.older) if key.id == id_), None)


@dataclass(frozen=True, slots=True)
class Opened:
    """A value that we did seal; `fresh` tells whether by the current key."""

    value: bytes
    fresh: bool


def sealed(keys: Keys, purpose: str, value: bytes) -> str:
    """Return the value with its signature in letters that a cookie and a link may hold; it can be read by everybody."""
    message = _VERSION + keys.current.id + value
    return _written(message + keys.current.mac(purpose, message))


def opened(keys: Keys, purpose: str, text: str) -> Opened | None:
    """Return what was sealed for this purpose, None for all that was not, however little it differs."""
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (Error, ValueError):
        return None
    message, mac = raw[:-_MAC], raw[-_MAC:]
    key = keys.named(message[1 : 1 + _ID]) if message[:1] == _VERSION else None
    if key is None or not hmac.compare_digest(mac, key.mac(purpose, message)):
        return None
    # base64 has several spellings of one value; only ours counts
    return Opened(message[1 + _ID :], key == keys.current) if _written(raw) == text else None


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
