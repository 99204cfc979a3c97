"""The five edits as one writes them with selectolax, and the rules of W2 by hand: what the Python peers do."""

import hmac
import html
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

BANNER = "Free delivery this week"
SCRIPT = '<script src="/static/personal.js" defer></script>'
PICKED = '<p class="picked">Picked for you: <a href="/sale">the sale</a></p>'
SECRET = b"a secret of the bench"


def rewritten(page: str, words: str) -> str:
    """Return the page with all edits; `words` is escaped."""
    tree = LexborHTMLParser(page)
    body = tree.body
    if body is None:
        return page
    banner = LexborHTMLParser(f'<div class="banner">{words}</div>', is_fragment=True).css("div")[0]
    script = LexborHTMLParser(SCRIPT, is_fragment=True).css("script")[0]
    if body.first_child is not None:
        body.first_child.insert_before(banner)
    body.insert_child(script)
    for featured in tree.css("#featured"):
        featured.inner_html = PICKED
    for coupon in tree.css(".coupon"):
        coupon.decompose()
    return tree.html or page


def sealed(who: str) -> str:
    """Return the value of the visitor's cookie."""
    return f"{who}.{hmac.digest(SECRET, who.encode(), 'sha1').hex()}"


def known(cookie: str) -> str:
    """Return the visitor that a cookie names, "" when it is not ours."""
    who = cookie.partition(".")[0]
    return who if who and hmac.compare_digest(cookie, sealed(who)) else ""


def words_for(visitor: str, place: tuple[str, str], headers: Mapping[str, str]) -> str:
    """Decide ten rules for a visitor kept as `interest|views|visits|orders|medium`; return escaped words."""
    interest, views, visits, orders, medium = (visitor or "|0|0|0|").split("|")
    city, country = place
    agent, language = headers.get("User-Agent", ""), headers.get("Accept-Language", "")
    others = (
        country == "FR",
        int(orders) >= 3,
        int(visits) >= 50,
        "Mobile" in agent,
        language.startswith("de"),
        medium == "email",
    )
    acts = city == "London" and interest and int(views) >= 1 and medium != "coupon" and not any(others)
    return html.escape(f"Two days to {city}: more {interest}") if acts else BANNER
