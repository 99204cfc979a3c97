"""The demo shop as many old shops are: its pages may be kept by caches, and `/brand.php` takes any path behind it.

`python -m tests.support.kept_shop PORT` runs it. It also believes whatever a request says of the host, the scheme or
the address it was meant for, as frameworks do that were told to trust their proxy.
"""

import sys

from aiohttp import web

from examples.shop.answers import own_page, public_page
from examples.shop.server import make_app

NAIVE = (
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Ssl", "X-Forwarded-Server", "X-Host",
    "X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "X-HTTP-Host-Override", "Forwarded", "Front-End-Https",
    "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Url-Scheme", "X-Scheme",
)  # fmt: skip
"""Fields that this shop lets speak for the request, and writes into its pages."""


def make_shop() -> web.Application:
    app = make_app()
    app.router.add_get("/brand.php{rest:.*}", brand)
    app.router.add_get("/account.php{rest:.*}", account)
    app.router.add_get("/plain.php{rest:.*}", brand)
    app.on_response_prepare.append(kept)
    return app


async def brand(request: web.Request) -> web.Response:
    """A page that is the same for everybody, whatever stands behind its name, and says nothing of caching."""
    said = [f"{name}: {request.headers[name]}" for name in NAIVE if name in request.headers]
    page = public_page(request, "sorry.html", {"words": f"Since 1926 {request.host} {request.scheme} {said}"})
    del page.headers["Cache-Control"]
    return page


async def account(request: web.Request) -> web.Response:
    """A page of one shopper's own, kept by nobody, as PHP's session limiter has it."""
    return own_page(request, "sorry.html", {"words": f"Your account: {request.cookies.get('shopsid', 'none')}"})


async def kept(request: web.Request, answer: web.StreamResponse) -> None:
    """Let every page be kept that is nobody's own, and set no cookie with it, as a shop with a page cache does."""
    if request.method in ("GET", "HEAD") and "private" not in answer.headers.get("Cache-Control", ""):
        answer.headers.popall("Set-Cookie", None)
        answer.cookies.clear()
        if "Cache-Control" in answer.headers and not request.path.startswith("/delivery"):
            answer.headers["Cache-Control"] = "public, max-age=600, s-maxage=600, stale-while-revalidate=60"
            answer.headers["Surrogate-Control"] = "max-age=600"


if __name__ == "__main__":
    web.run_app(make_shop(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
