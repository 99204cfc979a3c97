"""Tells what sort of source an arrival came from: a search engine, a network, a mail, an ad, or a link of any site."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from scoring.event import Event
from scoring.referrers.search_engines import SEARCH_ENGINES
from scoring.referrers.socials import ASSISTANTS, SOCIALS
from scoring.referrers.spammers import SPAMMERS

SOURCES = ("search", "social", "ai_assistant", "mail", "coupon", "ad", "referral", "campaign", "direct")
"""What a link may come from; `campaign` is one that only says that it is of a campaign, `direct` is no link."""

CLICK_KEYS = frozenset(
    {"gclid", "gbraid", "wbraid", "dclid", "msclkid", "fbclid", "ttclid", "twclid", "li_fat_id", "yclid", "irclickid"}
)
"""Query keys that tell an ad was clicked; only that they were there is kept, since the value names a person."""

_AD_KEYS = frozenset(f"q.{key}" for key in CLICK_KEYS - {"fbclid"})
"""Facebook puts its own behind every link, paid or not."""

_MEDIA: Mapping[str, str] = {
    **dict.fromkeys(("email", "e-mail", "e_mail", "e mail", "mail", "newsletter"), "mail"),
    **dict.fromkeys(("coupon", "affiliate-coupon", "voucher", "promo-code"), "coupon"),
    **dict.fromkeys(("cpc", "ppc", "cpm", "cpv", "cpa", "retargeting", "remarketing", "affiliate"), "ad"),
    **dict.fromkeys(("display", "banner", "expandable", "interstitial", "ad", "ads"), "ad"),
    **dict.fromkeys(("social", "social-network", "social-media", "sm", "social network", "social media"), "social"),
    "organic": "search",
    "referral": "referral",
}
"""`utm_medium` as Google Analytics' default channel group reads it, and what shops write for mail and coupons."""

_MAILED = frozenset({"newsletter", "email", "e-mail", "mail"})

_MAILBOX = re.compile(r"(?:\w{1,3}\.)?(?:web)?mail[\d-]*\.|outlook\.")
"""How hosts on which people read their mail begin."""

_COUNTRY = re.compile(r"\.(?:com?\.)?[a-z]{2}$|\.com$")
"""The end of a host by which one site tells its countries apart."""

_REMEMBERED = 4096


def source(arrival: Event) -> str:
    """Return one of SOURCES: what the campaign says counts before what the link's host is known for."""
    detail = arrival.detail
    if not _AD_KEYS.isdisjoint(detail):
        return "ad"
    medium = detail.get("q.utm_medium", "").casefold()
    if medium:
        named = "ad" if medium.startswith("paid") else _MEDIA.get(medium)
        if named:
            return named
    if detail.get("q.utm_source", "").casefold() in _MAILED:
        return "mail"
    if arrival.subject:
        return source_of_host(arrival.subject)
    if "q.fbclid" in detail:
        return "social"
    return "campaign" if any(key.startswith("q.utm_") for key in detail) else "direct"


@lru_cache(_REMEMBERED)
def source_of_host(host: str) -> str:
    """Return what a referring host is known for; `referral` is any other site."""
    ends = tuple(_ends(host.casefold()))
    if not ASSISTANTS.isdisjoint(ends):
        return "ai_assistant"
    if not SOCIALS.isdisjoint(ends):
        return "social"
    if _searches(ends):
        return "search"
    return "mail" if ends and _MAILBOX.match(ends[0]) else "referral"


@lru_cache(_REMEMBERED)
def is_spam(host: str) -> bool:
    """Tell a host that programs name to be looked up: nobody has followed a link there."""
    return not SPAMMERS.isdisjoint(_ends(host.casefold()))


def _searches(ends: tuple[str, ...]) -> bool:
    """A search engine is met by its very host, or by one below it where its list says so."""
    if not ends:
        return False
    host = ends[0]
    return (
        host in SEARCH_ENGINES
        or _COUNTRY.sub(".*", host) in SEARCH_ENGINES
        or any(f".{end}" in SEARCH_ENGINES for end in ends)
    )


def _ends(host: str) -> Iterator[str]:
    """Yield a host and the domains it is below, `www.` left out, ten labels at most."""
    labels = host.removeprefix("www.").split(".")[-10:]
    for begin in range(len(labels) - 1):
        yield ".".join(labels[begin:])
