"""Makes the shop's pages, and tells what each must be after the edits: nobody is measured doing nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

SIZES = (20, 100)
"""Kilobytes of the pages."""

CATEGORY = "Boots & Coats"
"""What the visitors of W2 look at, with a sign that has to be escaped."""

BREAK = "\x1e"
"""Stands between the parts of a page that the origin shuffles, and around what it fills in."""

EVERYBODY = "Free delivery this week"
OWN = "Two days to London: more Boots &amp; Coats"
SCRIPT = '<script src="/static/personal.js" defer></script>'
PICKED = '<p class="picked">Picked for you: <a href="/sale">the sale</a></p>'

_BODY = '<body class="shop home">'
_FEATURED, _FEATURED_END = '<section id="featured">', "</section>"
_COUPON = '<div class="coupon"><label>Code <input name="code"></label> <button>Apply</button></div>'

_HEAD = f"""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Outfitters since 1971</title>
<meta name="csrf" content="{{token}}"><link rel="stylesheet" href="/static/style.css">
<script>window.shop = {{{{ currency: "EUR", end: "</div>" }}}};
if (1 < 2) {{{{ document.documentElement.className = "js"; }}}}</script>
</head>
{_BODY}<header id="header"><a href="/" class="logo"><img src="/static/logo.svg" alt="Outfitters" width="120"></a>
<nav><ul><li><a href="/c/Boots?a=1&amp;b=2">Boots</a></li><li><a href="/c/Coats">Coats</a></li></ul></nav>
<div class="minicart"><a href="/basket"><b>{{count}}</b> pieces, <b>{{total}}</b> EUR</a></div></header>
<main>{_FEATURED}<h2>New in store</h2><p>Everything for autumn: <a href="/new">see all</a></p>{_FEATURED_END}
{_COUPON}
<ul class="products">
"""

_CARD = """\
<li class="product" data-sku="{sku}"><a href="/p/{slug}-{sku}" class="thumb">\
<img src="/media/{sku}-small.jpg" alt="{name}" width="240" height="240" loading="lazy"></a>
<h3><a href="/p/{slug}-{sku}">{name}</a></h3><p class="text">{text}</p>
<p class="price"><s>{old}.00</s> <b>{price}.90</b> EUR</p><!-- stock {stock} -->
<form action="/basket/add" method="post"><input type="hidden" name="product" value="{sku}">\
<input type="hidden" name="csrf" value="{gap}">
<input type="number" name="quantity" value="1" min="1"><button type="submit" class="add">Add to basket</button></form>
<a href="#" class="wish" onclick="wish({sku}); return false;">wish list</a></li>
"""

_FOOT = "</ul></main><footer><p>&copy; Outfitters</p></footer></body></html>"

_WORDS = (
    *("soft", "light", "summer", "cotton", "handmade", "garden", "classic", "table", "running", "outdoor"),
    *("leather", "kitchen", "travel", "winter", "wool", "waxed", "brass", "canvas", "felt", "linen"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page: `path` asks for it, `counted` tells that each request gets another number and another page."""

    name: str
    path: str
    gzip: bool = False
    counted: bool = False
    edited: bool = True
    connections: int = 32


KINDS = (
    Kind("20 KB", "/page/20.html"),
    Kind("100 KB", "/page/100.html"),
    Kind("100 KB gzip", "/page/100.html", gzip=True),
    Kind("tokens", "/tokens/100", counted=True),
    Kind("never seen", "/unseen/100/", counted=True, connections=8),
    Kind("image", "/media/picture.jpg", edited=False),
)


def parts(kilobytes: int) -> Sequence[str]:
    """Return the head, the cards and the foot of a page of about this size, with `{token}` and the like in them."""
    dice = random.Random(kilobytes)
    found = [_HEAD]
    size = len(_HEAD) + len(_FOOT)
    while size < kilobytes * 1000 - 700:
        found.append(_card(dice))
        size += len(found[-1]) + 25
    return (*found, _FOOT)


def _card(dice: random.Random) -> str:
    name = " ".join(dice.choices(_WORDS, k=3))
    price = dice.randrange(9, 290)
    return _CARD.format(
        sku=dice.randrange(10**5, 10**6),
        slug=name.replace(" ", "-"),
        name=name.capitalize(),
        text=" ".join(dice.choices(_WORDS, k=dice.randrange(10, 22))),
        old=price + 20,
        price=price,
        stock=dice.randrange(90),
        gap="{token}",
    )


def page(kilobytes: int) -> str:
    """Return the page that the shop sends again and again, as it came."""
    return filled("".join(parts(kilobytes)))


def filled(text: str) -> str:
    found = text.replace("{token}", "0" * 32).replace("{count}", "3").replace("{total}", "45")
    return found.replace("{{", "{").replace("}}", "}")


def template(kilobytes: int) -> str:
    """Return the page as the origin reads it: parts and gaps between BREAK."""
    marked = BREAK.join(parts(kilobytes)).replace("{{", "{").replace("}}", "}")
    for gap in ("token", "count", "total"):
        marked = marked.replace("{" + gap + "}", f"\x1f{gap}\x1f")
    return marked


def picture() -> bytes:
    """Return 10 KB that do not compress."""
    return random.Random(10).randbytes(10_000)


def edited(html: str, words: str) -> str:
    """Return a page after the edits, by hand: what every peer's page must say."""
    begin = html.index(_FEATURED) + len(_FEATURED)
    end = html.index(_FEATURED_END, begin)
    changed = html[:begin] + PICKED + html[end:]
    changed = changed.replace(_COUPON, "").replace(_BODY, f'{_BODY}<div class="banner">{words}</div>')
    return changed.replace("</body>", f"{SCRIPT}</body>")


def same(one: str, other: str) -> bool:
    """Tell whether two pages are one document, however it is spelled."""
    return LexborHTMLParser(one).html == LexborHTMLParser(other).html
