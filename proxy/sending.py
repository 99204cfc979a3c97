"""What goes over the wire for one letter: its body in the receiver's shape, the signature, and when to try again.

The fields and the signature are those of Standard Webhooks 1.0.0 (standardwebhooks.com, "spec/standard-webhooks.md"),
for which receivers find libraries in most languages.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from proxy.stores.outbox.letter import Letter
from rules.webhook import Shape

LATE = 3 * 86_400.0
"""Seconds after which a letter that nobody took is given up: as long as the tries that Standard Webhooks proposes."""

FIRST = 5.0
"""Seconds until the second try; each further one waits three times as long."""

FACTOR = 3.0
MOST = 6 * 3600.0
"""Seconds that any try waits at most, but for a receiver that says `Retry-After`."""

_LONGEST_WISH = 86_400.0


@dataclass(frozen=True, slots=True)
class Secret:
    """What one receiver shares with us: each of `signing` signs, so that one can follow another without a gap.

    `authorization` is the value of the header of that name, "" for none.
    """

    signing: tuple[bytes, ...] = ()
    authorization: str = ""


def headers(letter: Letter, body: bytes, secret: Secret, now: float) -> Mapping[str, str]:
    """Return the fields of one try; the timestamp is that of the try, so that an old one cannot be replayed."""
    stamp = str(int(now))
    signed = b".".join((letter.id.encode(), stamp.encode(), body))
    marks = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in secret.signing)
    fields = {
        "Content-Type": "application/json",
        "webhook-id": letter.id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
    return fields | ({"Authorization": secret.authorization} if secret.authorization else {})


def body_of(letter: Letter, shape: Shape) -> bytes:
    """Return the body, which is the same on every try."""
    told = json.loads(letter.body)
    shaped = _contact(told) if shape is Shape.MAUTIC else _envelope(told, letter.at)
    return json.dumps(shaped, separators=(",", ":")).encode()


def wait(tries: int, chance: float) -> float:
    """Return the seconds until the next try after so many; `chance`, 0 to 1, spreads those that failed together."""
    longest = min(FIRST * FACTOR ** max(0, tries - 1), MOST)
    return longest * (0.8 + 0.4 * chance)


def wished(retry_after: str, now: float) -> float | None:
    """Return the seconds that a `Retry-After` asks for (RFC 9110, 10.2.3), None where it says nothing of use."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return min(float(text), _LONGEST_WISH)
    try:
        then = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, then - now), _LONGEST_WISH)


def _envelope(told: Mapping[str, object], at: float) -> Mapping[str, object]:
    values = told["told"]
    data = {"rule": told["rule"], "visitor": told["visitor"], **(values if isinstance(values, dict) else {})}
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
    return {"type": told["about"], "timestamp": moment, "data": data}


def _contact(told: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields of a contact; Mautic finds the contact by its e-mail, or makes one.

    See its developer documentation, "REST API", "Contacts", "Create contact".
    """
    values = told["told"]
    fields = dict(values) if isinstance(values, dict) else {}
    tags = [tag.strip() for tag in str(fields.pop("tags", "")).split(",")]
    return {**fields, "tags": [tag for tag in (str(told["about"]), *tags) if tag]}
