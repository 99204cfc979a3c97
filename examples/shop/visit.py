"""What stands before every page: whose visit it is, cookies on the answer, and no form from another site."""

import re
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from examples.shop.answers import home_url, own_page
from examples.shop.floor import FLOOR

OWNER = web.RequestKey("owner", str)
COOKIE = "shopsid"
OWNER_FORM = re.compile(r"[0-9a-f]{32}")
HOST_FORM = re.compile(r"[\w.:\[\]-]+")
STATIC = ("/img/", "/images/", "/style.css", "/shop.js")
A_YEAR = 365 * 24 * 3600

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def counter(request: web.Request, handler: Answering) -> web.StreamResponse:
    """Refuse what does not come from this shop, then answer with this shop's two cookies."""
    if not HOST_FORM.fullmatch(request.host):
        raise web.HTTPBadRequest
    known = request.cookies.get(COOKIE, "")
    request[OWNER] = known if OWNER_FORM.fullmatch(known) else secrets.token_hex(16)
    answer = await _answer(request, handler)
    if not request.path.startswith(STATIC):
        _set_cookies(request, answer)
    return answer


async def _answer(request: web.Request, handler: Answering) -> web.StreamResponse:
    if request.method == "POST" and not _from_here(request):
        return _sorry(request, HTTPStatus.FORBIDDEN, "This form was sent from another site.")
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return _sorry(request, HTTPStatus.NOT_FOUND, "We do not have this page (any more).")


def _from_here(request: web.Request) -> bool:
    """As Django's CsrfViewMiddleware does: an `Origin`, if named, must be the `Host`; so `null` is refused."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()


def _sorry(request: web.Request, status: int, words: str) -> web.Response:
    answer = own_page(request, "sorry.html", {"words": words})
    answer.set_status(status)
    return answer


def _set_cookies(request: web.Request, answer: web.StreamResponse) -> None:
    """The second one names its domain when the shop's own host is configured, as old shops do."""
    answer.set_cookie(COOKIE, request[OWNER], httponly=True, samesite="Lax")
    domain = urlsplit(home_url(request)).hostname if request.app[FLOOR].public_url else None
    answer.set_cookie("currency", "EUR", max_age=A_YEAR, domain=domain)
