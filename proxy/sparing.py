"""Keeps no more of a value than is needed: networks for addresses, coarse places, texts without what names a person."""

import re
from dataclasses import replace
from functools import lru_cache
from ipaddress import ip_address, ip_network

from rules.context import Place
from rules.privacy import Grain

V4_BITS = 24
V6_BITS = 48

_MAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]++(?:@|%40)[\w-]++(?:\.[\w-]++)+")
"""A mail address; nothing is taken back, so each letter is looked at twice at most."""

_CARD = re.compile(r"(?<!\d)[2-6]\d{3}(?:[ .+-]?\d){10,15}(?!\d)")
"""What may be a payment card's number: 14 to 19 digits in groups, of a network that issues them (ISO/IEC 7812)."""

_SHORTEST_CARD = 14

_SECRET = re.compile(
    r"(?i)\b(pass(?:word|wort|wd|phrase)?|pwd|passe|kennwort|pin|cvv|cvc|secret|token|otp|api[_-]?key)"
    r"(\"?\s?[=:]\s?)(?:\"[^\"]*+\"?|[^\s&;,\"]++)"
)


@lru_cache(4096)
def network(address: str, bits: int = V4_BITS) -> str:
    """Return the network that an address is in: so many bits of IPv4, 48 of IPv6; "" for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, bits if parsed.version == 4 else V6_BITS), strict=False))


def blurred(address: str) -> str:
    """Return the first address of its network, to ask for a place without asking for a person's."""
    return network(address).partition("/")[0]


def coarse(place: Place, grain: Grain) -> Place:
    """Return what may be known of a place; in a large country the time zone tells the region too."""
    if grain is Grain.CITY:
        return place
    if grain is Grain.REGION:
        return replace(place, city=None)
    if grain is Grain.COUNTRY:
        return replace(place, city=None, region=None, zone=None)
    return Place()


def masked(text: str) -> str:
    """Return a text with * for what looks like a mail address, a payment card's number, or the value of a secret."""
    if "@" in text or "%40" in text:
        text = _MAIL.sub("*", text)
    if "=" in text or ":" in text:
        text = _SECRET.sub(r"\1\2*", text)
    return _CARD.sub(_card, text) if len(text) >= _SHORTEST_CARD else text


def _card(found: re.Match[str]) -> str:
    """A number whose check digit is wrong is none of a card's, but perhaps an article's or an order's."""
    digits = [int(letter) for letter in found.group() if letter.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return "*" if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else found.group()
