"""Where everything stands: addresses to pages, and the ready application."""

from aiohttp import web

from examples.shop import browsing, buying
from examples.shop.cookie_bar import choose
from examples.shop.floor import FLOOR, HERE, open_floor
from examples.shop.pictures import picture
from examples.shop.visit import counter

STATIC = HERE / "static"


def make_app(public_url: str = "") -> web.Application:
    """The shop; without a public URL it links to itself by the `Host` it is asked for."""
    app = web.Application(middlewares=[counter])
    app[FLOOR] = open_floor(public_url)
    app.add_routes(
        [
            web.get("/", browsing.home),
            web.get("/c/{category}", browsing.category),
            web.get("/p/{slug}", browsing.product),
            web.get("/search", browsing.search),
            web.get("/delivery", browsing.delivery),
            web.get("/index.php", browsing.old_address),
            web.post("/index.php", buying.old_add),
            web.get("/fragment/minicart", buying.minicart),
            web.get("/basket", buying.basket),
            web.post("/basket/add", buying.add),
            web.post("/basket/update", buying.update),
            web.post("/basket/voucher", buying.voucher),
            web.get("/checkout", buying.checkout),
            web.post("/checkout/place", buying.place),
            web.get("/order/{number}", buying.order),
            web.post("/cookies", choose),
            web.get("/img/{slug}.svg", picture),
            web.get("/style.css", stylesheet),
            web.get("/shop.js", script),
            web.static("/images", STATIC / "images"),
        ]
    )
    return app


async def stylesheet(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "style.css", headers={"Cache-Control": "public, max-age=3600"})


async def script(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "shop.js", headers={"Cache-Control": "public, max-age=3600"})
