"""The shop's own cookie bar, for browsers where shop.js did not answer it: keeps the choice, goes back."""

from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from examples.shop.answers import redirect
from examples.shop.forms import form

CHOICES = {"0": "nothing", "1": "remember me", "1m": "remember me and write to me"}
HALF_A_YEAR = 182 * 24 * 3600


async def choose(request: web.Request) -> web.Response:
    choice = (await form(request)).get("choice", "")
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = "/" + came_from.path.lstrip("/") + (f"?{came_from.query}" if came_from.query else "")
    answer = redirect(request, back, HTTPStatus.SEE_OTHER)
    if choice in CHOICES:
        answer.set_cookie("cookie_ok", choice, max_age=HALF_A_YEAR)
    return answer
