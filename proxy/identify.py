"""Tells who a request is from, by our signed cookie, and what that visitor agreed to, by the shop's own."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from proxy.agreed import Pairs, agreed
from proxy.cookies import STOPPED, VISITOR
from proxy.message import Head, cookies, first
from proxy.seal import Keys, opened, sealed
from rules.context import PERSONALISE, Consent
from rules.privacy import Privacy
from rules.rulebook import Mode, Site

LIFE = 395 * 86_400
"""How many seconds a visitor is known for, from the first visit on: 13 months (CNIL 2020-091, article 5)."""

SEED = 16
"""How many random bytes make a visitor."""

_MARKETING = "marketing"
_PURPOSE = "visitor"
_TIME = 5
_LONGEST = 128
"""Characters of a cookie's value that can be ours; longer ones are not worth keeping in mind."""

_STOPPED = frozenset(STOPPED.name(secure=secure) for secure in (True, False))

REFUSED = Consent(refused=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """One visitor: the random bytes of the cookie, the Unix time of its first setting, and the id that a store knows.

    `stale` tells a cookie that an older key signed: it is due to be written again, for the rest of its life.
    """

    id: str
    seed: bytes
    since: int
    stale: bool = False

    def is_alive(self, now: float) -> bool:
        return now < self.since + LIFE


def issue(keys: Keys, seed: bytes, now: float) -> Identity:
    """Return a new visitor made of 16 random bytes."""
    return Identity(_pseudonym(keys, seed), seed, int(now))


def recognize(keys: Keys, head: Head, now: float, *, secure: bool) -> Identity | None:
    """Return the visitor by the first cookie of ours that we signed and that still lives; None calls for a new one.

    Of several cookies with our name another host may have set some (RFC 6265, 8.6); nobody but us can have signed them.
    """
    name = VISITOR.name(secure=secure)
    for key, value in cookies(head.headers):
        if key == name:
            identity = _believed(keys, value) if len(value) <= _LONGEST else None
            if identity is not None and identity.is_alive(now):
                return identity
    return None


def remembered(keys: Keys, identity: Identity, now: float, *, secure: bool) -> bytes:
    """Return the Set-Cookie line for a visitor: it never outlives 13 months from its first setting."""
    value = sealed(keys, _PURPOSE, identity.since.to_bytes(_TIME) + identity.seed)
    left = min(identity.since + LIFE - int(now), LIFE)
    return VISITOR.line(value, secure=secure, seconds=max(left, 0))


def forgotten(*, secure: bool) -> bytes:
    """Return the Set-Cookie line that takes our cookie back, once consent is withdrawn."""
    return VISITOR.line("", secure=secure, seconds=0)


def consent_of(head: Head, site: Site, now: float) -> Consent:
    """Return the purposes that this request's visitor agreed to, in the site's mode.

    `Sec-GPC: 1` is a no to all of them. `measure` counts without consent but makes no profile, so it grants nothing.
    """
    pairs = cookies(head.headers)
    if _signals(head, site.privacy) or _is_stop(pairs):
        return REFUSED
    if site.mode is Mode.MEASURE:
        return Consent()
    if site.mode is Mode.FULL:
        return Consent(frozenset({PERSONALISE, _MARKETING, *site.purposes}))
    return Consent(agreed(pairs, site, now))


def refuses(head: Head, privacy: Privacy) -> bool:
    """Tell a no that no consent of the shop's outweighs: Global Privacy Control, Do Not Track, or on our own page."""
    return _signals(head, privacy) or has_stopped(head)


def has_stopped(head: Head) -> bool:
    """Tell whether this browser was told to stop; whoever sets that cookie for others only makes us know less."""
    return _is_stop(cookies(head.headers))


def _signals(head: Head, privacy: Privacy) -> bool:
    if first(head.headers, b"sec-gpc") == "1":
        return True
    return privacy.do_not_track and first(head.headers, b"dnt") == "1"


def _is_stop(pairs: Pairs) -> bool:
    # a loop, since every page asks
    for name, _ in pairs:  # noqa: SIM110
        if name in _STOPPED:
            return True
    return False


def stopped(*, secure: bool) -> bytes:
    """Return the Set-Cookie line by which a browser remembers that we were told to stop."""
    return STOPPED.line("1", secure=secure, seconds=LIFE)


def started(*, secure: bool) -> bytes:
    """Return the Set-Cookie line that takes that back."""
    return STOPPED.line("", secure=secure, seconds=0)


def identity_of(keys: Keys, value: str) -> Identity | None:
    """Return the visitor that the value of our cookie names, None when we did not sign it."""
    seal = opened(keys, _PURPOSE, value)
    if seal is None or len(seal.value) != _TIME + SEED:
        return None
    since, seed = int.from_bytes(seal.value[:_TIME]), seal.value[_TIME:]
    return Identity(_pseudonym(keys, seed), seed, since, stale=not seal.fresh)


_believed = lru_cache(4096)(identity_of)
"""Who views a page often views another soon after, and a seal costs more to open than all other cookies to read."""


def _pseudonym(keys: Keys, seed: bytes) -> str:
    """A store that leaks gives no cookie away: the id is a keyed hash of it, the same under every signing key."""
    return keys.pseudonym.mac("store", hashlib.sha256(seed).digest()).hex()
