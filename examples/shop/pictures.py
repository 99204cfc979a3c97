"""Product pictures: a drawn shape in the product's colour, as SVG."""

import hashlib
from functools import cache
from http import HTTPStatus
from string import Template

from aiohttp import ETag, web

from examples.shop.floor import FLOOR, HERE

COLORS = {
    "brown": "#7a4a2a",
    "cream": "#e3d6b8",
    "emerald": "#2f7a6b",
    "forest": "#34523a",
    "navy": "#27405f",
    "ochre": "#c8922f",
    "olive": "#6d6a3a",
    "oxblood": "#7d2b2b",
    "red": "#b8402f",
    "slate": "#4d5660",
    "tan": "#b98550",
    "yellow": "#e2b23a",
}


async def picture(request: web.Request) -> web.Response:
    product = request.app[FLOOR].catalogue.by_slug(request.match_info["slug"])
    if product is None:
        raise web.HTTPNotFound
    drawing = draw(product.shape, product.color)
    tag = hashlib.sha256(drawing).hexdigest()[:20]
    answer = web.Response(body=drawing, content_type="image/svg+xml")
    if ETag(tag) in (request.if_none_match or ()):
        answer = web.Response(status=HTTPStatus.NOT_MODIFIED)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.etag = tag
    answer.last_modified = request.app[FLOOR].opened
    return answer


@cache
def draw(shape: str, color: str) -> bytes:
    """The shape, a file of shapes/, on the shop's paper; `$main`, `$dark` and `$light` are its colour."""
    main = COLORS[color]
    inside = Template((HERE / "shapes" / f"{shape}.svg").read_text(encoding="utf-8"))
    paper = Template((HERE / "shapes" / "paper.svg").read_text(encoding="utf-8"))
    drawn = inside.substitute(main=main, dark=_towards(main, 0, 0.35), light=_towards(main, 255, 0.3))
    return paper.substitute(shape=drawn).encode()


def _towards(color: str, end: int, share: float) -> str:
    channels = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(channel + (end - channel) * share):02x}" for channel in channels)
